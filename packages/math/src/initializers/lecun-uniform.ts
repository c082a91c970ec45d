import { checkFinite } from './check.js';
import type { Initializer } from './initializer.js';
import { matricesOf } from './matrices.js';
import { uniform } from './uniform.js';

/**
 * Even numbers within ±gain · √(3 / inputs), so that signals keep their size through a layer.
 *
 * The shape is `[…, inputs, outputs]`.
 *
 * Source: LeCun, Bottou, Orr and Müller, "Efficient backprop", 1998.
 */
export function lecunUniform(gain = 1): Initializer {
  checkFinite(gain, 'the gain', 'lecunUniform');
  return (shape, seed) => {
    const { inputs } = matricesOf(shape, 'lecunUniform');
    const bound = Math.abs(gain) * Math.sqrt(3 / Math.max(1, inputs));
    return uniform(-bound, bound)(shape, seed);
  };
}
