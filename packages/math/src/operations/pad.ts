import { ShapeError } from '../errors.js';
import { formatShape, stridesOf } from '../shape.js';
import type { Rule } from './rule.js';
import { forEachIndex } from './strided.js';

/** How many zeros to put around. */
export interface PadAttributes {
  /** Zeros put before the first element of each axis. */
  readonly before: readonly number[];
  /** Zeros put after the last element of each axis. */
  readonly after: readonly number[];
}

export const pad: Rule<PadAttributes> = {
  shape: ([x], { before, after }) => {
    const { shape, dtype } = x!;
    const fits = [...before, ...after].every((count) => Number.isInteger(count) && count >= 0);
    if (before.length !== shape.length || after.length !== shape.length || !fits) {
      throw new ShapeError(
        `pad: ${formatShape(before)} before and ${formatShape(after)} after do not fit shape ${formatShape(shape)}.`,
      );
    }
    return [
      {
        shape: shape.map((extent, axis) => before[axis]! + extent + after[axis]!),
        dtype,
      },
    ];
  },
  evaluate: ([x], { before, after }, evaluator) => {
    const y = evaluator.allocate(
      x!.shape.map((extent, axis) => before[axis]! + extent + after[axis]!),
      x!.dtype,
    );
    const strides = stridesOf(y.shape);
    const offset = before.reduce((sum, count, axis) => sum + count * strides[axis]!, 0);
    forEachIndex(x!.shape, strides, offset, (to, from) => {
      y.data[to] = x!.data[from]!;
    });
    return [y];
  },
  gradient: ({ inputs: [x], attributes: { before }, cotangents: [dy] }) => [
    dy!.slice(
      before,
      before.map((count, axis) => count + x!.shape[axis]!),
    ),
  ],
};
