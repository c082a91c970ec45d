import { checkFinite } from './check.js';
import type { Initializer } from './initializer.js';
import { matricesOf } from './matrices.js';
import { normal } from './normal.js';

/**
 * Normal numbers of deviation gain / √inputs; with the gain of √2 that it has by default, a layer with relu keeps the
 * size of its signals.
 *
 * The shape is `[…, inputs, outputs]`.
 *
 * Source: He, Zhang, Ren and Sun, "Delving deep into rectifiers", ICCV 2015.
 */
export function heNormal(gain = Math.SQRT2): Initializer {
  checkFinite(gain, 'the gain', 'heNormal');
  return (shape, seed) => {
    const { inputs } = matricesOf(shape, 'heNormal');
    return normal(0, Math.abs(gain) / Math.sqrt(Math.max(1, inputs)))(shape, seed);
  };
}
