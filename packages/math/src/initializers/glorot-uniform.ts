import { checkFinite } from './check.js';
import type { Initializer } from './initializer.js';
import { matricesOf } from './matrices.js';
import { uniform } from './uniform.js';

/**
 * Even numbers within ±gain · √(6 / (inputs + outputs)), so that neither signals nor gradients grow through a layer.
 *
 * The shape is `[…, inputs, outputs]`.
 *
 * Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010.
 */
export function glorotUniform(gain = 1): Initializer {
  checkFinite(gain, 'the gain', 'glorotUniform');
  return (shape, seed) => {
    const { inputs, outputs } = matricesOf(shape, 'glorotUniform');
    const bound = Math.abs(gain) * Math.sqrt(6 / Math.max(1, inputs + outputs));
    return uniform(-bound, bound)(shape, seed);
  };
}
