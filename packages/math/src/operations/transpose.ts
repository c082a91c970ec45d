import { ShapeError } from '../errors.js';
import { formatShape, stridesOf } from '../shape.js';
import type { Rule } from './rule.js';
import { readStrided } from './strided.js';

/** The order of the axes. */
export interface TransposeAttributes {
  /** Axis `i` of the result is axis `permutation[i]` of the operand. */
  readonly permutation: readonly number[];
}

export const transpose: Rule<TransposeAttributes> = {
  shape: ([x], { permutation }) => {
    const rank = x!.shape.length;
    if ([...permutation].sort((a, b) => a - b).some((axis, i) => axis !== i) || permutation.length !== rank) {
      throw new ShapeError(
        `transpose: [${permutation.join(', ')}] does not permute the axes of shape ${formatShape(x!.shape)}.`,
      );
    }
    return [{ shape: permutation.map((axis) => x!.shape[axis]!), dtype: x!.dtype }];
  },
  evaluate: ([x], { permutation }, evaluator) => {
    const strides = stridesOf(x!.shape);
    const shape = permutation.map((axis) => x!.shape[axis]!);
    return [
      readStrided(
        x!,
        shape,
        permutation.map((axis) => strides[axis]!),
        0,
        evaluator,
      ),
    ];
  },
  gradient: ({ attributes: { permutation }, cotangents: [dy] }) => [
    dy!.transpose(permutation.map((_, axis) => permutation.indexOf(axis))),
  ],
};
