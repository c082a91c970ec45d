import { checkFinite } from './check.js';
import type { Initializer } from './initializer.js';
import { matricesOf } from './matrices.js';
import { uniform } from './uniform.js';

/**
 * Even numbers within ±gain · √(3 / inputs); with the gain of √2 that it has by default, a layer with relu keeps the
 * size of its signals.
 *
 * The shape is `[…, inputs, outputs]`.
 *
 * Source: He, Zhang, Ren and Sun, "Delving deep into rectifiers", ICCV 2015.
 */
export function heUniform(gain = Math.SQRT2): Initializer {
  checkFinite(gain, 'the gain', 'heUniform');
  return (shape, seed) => {
    const { inputs } = matricesOf(shape, 'heUniform');
    const bound = Math.abs(gain) * Math.sqrt(3 / Math.max(1, inputs));
    return uniform(-bound, bound)(shape, seed);
  };
}
