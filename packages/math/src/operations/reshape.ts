import { ShapeError } from '../errors.js';
import { checkShape, formatShape, sizeOf, type Shape } from '../shape.js';
import type { Rule } from './rule.js';

/** The new shape. */
export interface ReshapeAttributes {
  readonly shape: Shape;
}

// the same elements in row-major order under another shape; the gradient takes the old shape back
export const reshape: Rule<ReshapeAttributes> = {
  shape: ([x], { shape }) => {
    checkShape(shape, 'reshape');
    if (sizeOf(shape) !== sizeOf(x!.shape)) {
      throw new ShapeError(
        `reshape: ${formatShape(x!.shape)} holds ${sizeOf(x!.shape)} elements, ` +
          `${formatShape(shape)} would hold ${sizeOf(shape)}.`,
      );
    }
    return [{ shape, dtype: x!.dtype }];
  },
  evaluate: ([x], { shape }) => [{ ...x!, shape }],
  gradient: ({ inputs: [x], cotangents: [dy] }) => [dy!.reshape(x!.shape)],
};
