import type { Value } from '../value.js';

/** Sends the cotangent to the operand that won, and half of it to each at a tie, as PyTorch does. */
export function splitAtTies(first: Value, second: Value, dy: Value): [Value, Value] {
  const toFirst = first.convert('f32').sub(second.convert('f32')).mul(0.5).add(0.5);
  const da = dy.mul(toFirst);
  return [da, dy.sub(da)];
}
