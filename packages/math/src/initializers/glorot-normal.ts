import { checkFinite } from './check.js';
import type { Initializer } from './initializer.js';
import { matricesOf } from './matrices.js';
import { normal } from './normal.js';

/**
 * Normal numbers of deviation gain · √(2 / (inputs + outputs)), so that neither signals nor gradients grow through a
 * layer.
 *
 * The shape is `[…, inputs, outputs]`.
 *
 * Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010.
 */
export function glorotNormal(gain = 1): Initializer {
  checkFinite(gain, 'the gain', 'glorotNormal');
  return (shape, seed) => {
    const { inputs, outputs } = matricesOf(shape, 'glorotNormal');
    return normal(0, Math.abs(gain) * Math.sqrt(2 / Math.max(1, inputs + outputs)))(shape, seed);
  };
}
