import { checkCount } from './check.js';
import type { Initializer } from './initializer.js';
import { uniform } from './uniform.js';

/**
 * Even numbers within ±1 / √size: what PyTorch starts its weights and biases with.
 *
 * @param size - the hidden size for all parameters of a recurrent layer, the number of inputs for those of a linear one.
 * @throws ArgumentError when the size is not an integer of at least 1.
 *
 * @example
 * ```ts
 * import { initializers } from '@sluice/math';
 * const hiddenSize = 128;
 * const bias = initializers.torchUniform(hiddenSize)([4 * hiddenSize], 1);
 * ```
 */
export function torchUniform(size: number): Initializer {
  checkCount(size, 'the size', 'torchUniform');
  const bound = 1 / Math.sqrt(size);
  return uniform(-bound, bound);
}
