import { ArgumentError } from '../errors.js';
import { checkShape, sizeOf } from '../shape.js';
import { checkFinite } from './check.js';
import { drawWords, toUnit } from './draw.js';
import type { Initializer } from './initializer.js';

/**
 * Numbers spread evenly between `low` and `high`.
 *
 * @throws ArgumentError when `low` is above `high`.
 *
 * @example
 * ```ts
 * import { initializers } from '@sluice/math';
 * const weights = initializers.uniform(-0.1, 0.1)([64, 128], 1);
 * ```
 */
export function uniform(low: number, high: number): Initializer {
  checkFinite(low, 'low', 'uniform');
  checkFinite(high, 'high', 'uniform');
  if (low > high)
    throw new ArgumentError(`uniform: low must not be above high, but ${low} is above ${high}.`);
  return (shape, seed) => {
    checkShape(shape, 'uniform');
    const numbers = new Float32Array(sizeOf(shape));
    spread(numbers, drawWords(numbers.length, seed), low, high);
    return numbers;
  };
}

function spread(numbers: Float32Array, words: Int32Array, low: number, high: number): void {
  for (let i = 0; i < numbers.length; i++) numbers[i] = low + (high - low) * toUnit(words[i]!);
}
