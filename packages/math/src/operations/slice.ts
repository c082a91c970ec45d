import { ShapeError } from '../errors.js';
import { formatShape, stridesOf } from '../shape.js';
import type { Rule } from './rule.js';
import { readStrided } from './strided.js';

/** The part to keep. */
export interface SliceAttributes {
  /** First index of each axis. */
  readonly starts: readonly number[];
  /** Index after the last of each axis. */
  readonly ends: readonly number[];
}

export const slice: Rule<SliceAttributes> = {
  shape: ([x], { starts, ends }) => {
    const { shape, dtype } = x!;
    const whole = [starts, ends].every(
      (list) => list.length === shape.length && list.every(Number.isInteger),
    );
    const within = shape.every(
      (extent, axis) => 0 <= starts[axis]! && starts[axis]! <= ends[axis]! && ends[axis]! <= extent,
    );
    if (!whole || !within) {
      throw new ShapeError(
        `slice: from ${formatShape(starts)} to ${formatShape(ends)} does not lie within shape ${formatShape(shape)}.`,
      );
    }
    return [{ shape: shape.map((_, axis) => ends[axis]! - starts[axis]!), dtype }];
  },
  evaluate: ([x], { starts, ends }, evaluator) => {
    const strides = stridesOf(x!.shape);
    const offset = starts.reduce((sum, start, axis) => sum + start * strides[axis]!, 0);
    return [
      readStrided(
        x!,
        starts.map((start, axis) => ends[axis]! - start),
        strides,
        offset,
        evaluator,
      ),
    ];
  },
  // what was cut away has no influence
  gradient: ({ inputs: [x], attributes: { starts, ends }, cotangents: [dy] }) => [
    dy!.pad(
      starts,
      ends.map((end, axis) => x!.shape[axis]! - end),
    ),
  ],
};
