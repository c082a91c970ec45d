import { ArgumentError } from '../errors.js';
import { blocks } from './blocks.js';
import type { Initializer } from './initializer.js';
import { uniform } from './uniform.js';
import { zeros } from './zeros.js';

/** Which gate a block of biases belongs to. */
export type ChronoBlock = 'forget' | 'input' | 'other';

/**
 * Biases with which each unit of a gated cell remembers for a time of its own, up to the longest that matters: for the forget
 * gate `log(uniform(1, T − 1))`, for the input gate the same numbers negated, 0 for all others.
 *
 * Tallec and Ollivier, "Can recurrent neural networks warp time?", 2018.
 *
 * @param longest - T, how many steps the longest dependency spans.
 * @param parts - the gate of each of the equal blocks that the last axis falls into, in their order.
 * @throws ArgumentError unless T is above 2, or when a part is no such gate.
 *
 * @example
 * ```ts
 * import { initializers } from '@sluice/math';
 * // for the blocks i, f, g, o of an LSTM
 * const bias = initializers.chrono(200, ['input', 'forget', 'other', 'other'])([4 * 128], 1);
 * ```
 */
export function chrono(longest: number, parts: readonly ChronoBlock[] = ['forget']): Initializer {
  if (!(Number.isFinite(longest) && longest > 2)) {
    throw new ArgumentError(
      `chrono: the longest dependency must span a number of steps above 2, but is ${longest}.`,
    );
  }
  const unknown = parts.find((part) => !['forget', 'input', 'other'].includes(part));
  if (unknown !== undefined) {
    throw new ArgumentError(`chrono: a part must be 'forget', 'input' or 'other', but one is '${unknown}'.`);
  }
  return (shape, seed) => {
    // both gates of a unit draw from the whole's seed, so that they are the same numbers
    const forget: Initializer = (block) => uniform(1, longest - 1)(block, seed).map(Math.log);
    const input: Initializer = (block) => forget(block, seed).map((bias) => -bias);
    const fillers = { forget, input, other: zeros() };
    return blocks(
      parts.length,
      parts.map((part) => fillers[part]),
    )(shape, seed);
  };
}
