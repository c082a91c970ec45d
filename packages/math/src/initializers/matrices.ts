import { ShapeError } from '../errors.js';
import { checkShape, formatShape, sizeOf, type Shape } from '../shape.js';

/** A shape `[…, inputs, outputs]` seen as a stack of matrices. */
export interface Matrices {
  /** Number of matrices. */
  readonly count: number;
  /** Rows of each: how many numbers flow in. */
  readonly inputs: number;
  /** Columns of each: how many numbers flow out. */
  readonly outputs: number;
}

/** Reads the last two axes as inputs and outputs; throws a ShapeError where there are fewer than two. */
export function matricesOf(shape: Shape, initializer: string): Matrices {
  checkShape(shape, initializer);
  if (shape.length < 2) {
    throw new ShapeError(
      `${initializer}: needs a shape [inputs, outputs], but got ${formatShape(shape)}; ` +
        `start a vector with zeros(), constant(value) or uniform(low, high).`,
    );
  }
  const [inputs, outputs] = shape.slice(-2) as [number, number];
  return { count: sizeOf(shape.slice(0, -2)), inputs, outputs };
}
