import { ShapeError } from '../errors.js';
import { formatShape, stridesOf, type Shape } from '../shape.js';
import type { Rule } from './rule.js';
import { readStrided } from './strided.js';

/** The parts to make. */
export interface SplitAttributes {
  readonly axis: number;
  /** Extent of each part along the axis. */
  readonly sizes: readonly number[];
}

/** `shape` with another extent along one axis. */
export const withExtent = (shape: Shape, axis: number, extent: number): Shape =>
  shape.map((old, i) => (i === axis ? extent : old));

export const split: Rule<SplitAttributes> = {
  shape: ([x], { axis, sizes }) => {
    const total = sizes.reduce((sum, size) => sum + size, 0);
    if (total !== x!.shape[axis] || sizes.some((size) => !Number.isInteger(size) || size < 0)) {
      throw new ShapeError(
        `split: parts of ${formatShape(sizes)} do not make up axis ${axis} of shape ${formatShape(x!.shape)}.`,
      );
    }
    return sizes.map((size) => ({
      shape: withExtent(x!.shape, axis, size),
      dtype: x!.dtype,
    }));
  },
  evaluate: ([x], { axis, sizes }, evaluator) => {
    const strides = stridesOf(x!.shape);
    let start = 0;
    return sizes.map((size) => {
      const offset = start * strides[axis]!;
      start += size;
      return readStrided(x!, withExtent(x!.shape, axis, size), strides, offset, evaluator);
    });
  },
  // the parts are put together again, with zeros for those that nothing depends on
  gradient: ({ inputs: [x], outputs, attributes: { axis }, cotangents }) => [
    x!.concatAll(
      outputs.map((output, i) => cotangents[i] ?? output.zeros()),
      axis,
    ),
  ],
};
