import { IndexError, ShapeError } from '../errors.js';
import { formatShape, sizeOf } from '../shape.js';
import { checkDType } from './pointwise.js';
import type { NoAttributes, Rule } from './rule.js';

// rows of a table `[rows, …rest]` picked by indices `[…n]`: `[…n, …rest]`
// the gradient adds each row's cotangent at its index
export const gather: Rule<NoAttributes> = {
  shape: ([table, indices]) => {
    checkDType('gather', indices!, ['i32']);
    if (table!.shape.length === 0) {
      throw new ShapeError(
        `gather: the table needs at least one axis, but has shape ${formatShape(table!.shape)}.`,
      );
    }
    return [
      {
        shape: [...indices!.shape, ...table!.shape.slice(1)],
        dtype: table!.dtype,
      },
    ];
  },
  evaluate: ([table, indices], _, evaluator) => {
    const [rows, ...rest] = table!.shape as [number, ...number[]];
    const width = sizeOf(rest);
    const y = evaluator.allocate([...indices!.shape, ...rest], table!.dtype);
    indices!.data.forEach((index: number, i: number) => {
      checkIndex('gather', index, rows);
      for (let k = 0; k < width; k++) y.data[i * width + k] = table!.data[index * width + k]!;
    });
    return [y];
  },
  gradient: ({ inputs: [table, indices], cotangents: [dy], needs }) => [
    needs[0] ? indices!.scatterAdd(dy!, table!.shape[0]!) : undefined,
    undefined,
  ],
};

/** Throws an IndexError unless `index` is one of `size` rows. */
export function checkIndex(operation: string, index: number, size: number): void {
  if (index < 0 || index >= size) {
    throw new IndexError(`${operation}: index ${index} is outside of 0 to ${size - 1}.`);
  }
}
