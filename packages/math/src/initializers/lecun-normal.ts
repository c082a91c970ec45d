import { checkFinite } from './check.js';
import type { Initializer } from './initializer.js';
import { matricesOf } from './matrices.js';
import { normal } from './normal.js';

/**
 * Normal numbers of deviation gain / √inputs, so that signals keep their size through a layer.
 *
 * The shape is `[…, inputs, outputs]`.
 *
 * Source: LeCun, Bottou, Orr and Müller, "Efficient backprop", 1998.
 */
export function lecunNormal(gain = 1): Initializer {
  checkFinite(gain, 'the gain', 'lecunNormal');
  return (shape, seed) => {
    const { inputs } = matricesOf(shape, 'lecunNormal');
    return normal(0, Math.abs(gain) / Math.sqrt(Math.max(1, inputs)))(shape, seed);
  };
}
