import { checkFinite } from './check.js';
import type { Initializer } from './initializer.js';
import { matricesOf } from './matrices.js';

/**
 * `gain` on the diagonal and 0 elsewhere, so that a recurrent layer starts by remembering.
 *
 * The shape is `[…, rows, columns]`; each matrix gets a diagonal, also one that is not square.
 *
 * Source: Le, Jaitly and Hinton, "A simple way to initialize recurrent networks of rectified linear units", 2015.
 */
export function identity(gain = 1): Initializer {
  checkFinite(gain, 'the gain', 'identity');
  return (shape) => {
    const { count, inputs, outputs } = matricesOf(shape, 'identity');
    const numbers = new Float32Array(count * inputs * outputs);
    for (let matrix = 0; matrix < count; matrix++) {
      for (let i = 0; i < Math.min(inputs, outputs); i++) {
        numbers[(matrix * inputs + i) * outputs + i] = gain;
      }
    }
    return numbers;
  };
}
