import { ArgumentError } from '../errors.js';
import { checkShape, sizeOf } from '../shape.js';
import { checkFinite } from './check.js';
import { drawWords, toNormal } from './draw.js';
import type { Initializer } from './initializer.js';

/**
 * Numbers from a normal distribution; without arguments the standard one, PyTorch's start for an embedding.
 *
 * @throws ArgumentError when the deviation is negative.
 *
 * @example
 * ```ts
 * import { initializers } from '@sluice/math';
 * const table = initializers.normal(0, 0.02)([65, 128], 1);
 * ```
 */
export function normal(mean = 0, deviation = 1): Initializer {
  checkFinite(mean, 'the mean', 'normal');
  checkFinite(deviation, 'the deviation', 'normal');
  if (deviation < 0)
    throw new ArgumentError(`normal: the deviation must be at least 0, but is ${deviation}.`);
  return (shape, seed) => {
    checkShape(shape, 'normal');
    const numbers = new Float64Array(sizeOf(shape));
    toNormal(numbers, drawWords(numbers.length, seed));
    return scale(numbers, mean, deviation);
  };
}

function scale(numbers: Float64Array, mean: number, deviation: number): Float32Array {
  const scaled = new Float32Array(numbers.length);
  for (let i = 0; i < numbers.length; i++) scaled[i] = mean + deviation * numbers[i]!;
  return scaled;
}
