import { ShapeError } from '../errors.js';
import { checkShape, formatShape, sameShape, sizeOf } from '../shape.js';
import { checkIndex } from './gather.js';
import { checkDType } from './pointwise.js';
import type { Rule } from './rule.js';

/** The extent of the result. */
export interface ScatterAddAttributes {
  /** Rows of the result. */
  readonly rows: number;
}

// zeros `[rows, …rest]`, to which each update `[…n, …rest]` is added at its index `[…n]`
export const scatterAdd: Rule<ScatterAddAttributes> = {
  shape: ([indices, updates], { rows }) => {
    checkDType('scatterAdd', indices!, ['i32']);
    checkShape([rows], 'scatterAdd');
    const rank = indices!.shape.length;
    if (!sameShape(updates!.shape.slice(0, rank), indices!.shape)) {
      throw new ShapeError(
        `scatterAdd: updates of shape ${formatShape(updates!.shape)} must begin with ` +
          `the shape of the indices, ${formatShape(indices!.shape)}.`,
      );
    }
    return [{ shape: [rows, ...updates!.shape.slice(rank)], dtype: updates!.dtype }];
  },
  evaluate: ([indices, updates], { rows }, evaluator) => {
    const rest = updates!.shape.slice(indices!.shape.length);
    const width = sizeOf(rest);
    const y = evaluator.allocate([rows, ...rest], updates!.dtype);
    const totals = new Float64Array(y.data.length);
    indices!.data.forEach((index: number, i: number) => {
      checkIndex('scatterAdd', index, rows);
      for (let k = 0; k < width; k++) totals[index * width + k]! += updates!.data[i * width + k]!;
    });
    y.data.set(totals);
    return [y];
  },
  gradient: ({ inputs: [indices], cotangents: [dy] }) => [undefined, dy!.gather(indices!)],
};
