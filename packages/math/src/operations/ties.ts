import type { Value } from '../value.js';

/**
 * Sends the cotangent to the operand that won, and half of it to each at a tie, as PyTorch does. The other is given a
 * zero and not zero times the cotangent, which may be infinite.
 */
export function splitAtTies(first: Value, second: Value, dy: Value): [Value, Value] {
  const half = dy.mul(0.5);
  return [first.select(dy, second.select(0, half)), second.select(dy, first.select(0, half))];
}
