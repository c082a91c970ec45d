import { sizeOf, type Attributes, type Value } from '@sluice/math';
import type { Recorded, RewriteRule } from './rewrite.js';

/**
 * A product of a matrix of each row of a batch with one vector is a multiplication and a sum, and one of two vectors a
 * multiplication alone: so they fuse with what makes the matrix and with what is made of it, and nothing is brought into
 * panels that is read once.
 *
 * One matrix for all rows stays a product, whose panels serve all of them.
 */
export const vectorProducts: RewriteRule = (op, [left, right], { attributes, outputs }, recorded) => {
  const { shape } = outputs[0]!;
  if (op !== 'matmul' || shape.length === 2) return undefined;
  const { transposeLeft, transposeRight } = attributes as Attributes['matmul'];
  const [rows, columns] = shape.slice(-2) as [number, number];
  const inner = left!.shape.at(transposeLeft ? -2 : -1)!;
  const batch = shape.slice(0, -2);
  if (inner === 1) {
    const [column, row] = [left!.reshape([...batch, rows, 1]), right!.reshape([...batch, 1, columns])];
    return [column.broadcast(shape).mul(row.broadcast(shape))];
  }
  const [matrix, vector, innerFirst] =
    columns === 1 ? [left!, right!, transposeLeft] : [right!, left!, !transposeRight];
  if (Math.min(rows, columns) !== 1 || isRepeated(matrix, recorded)) return undefined;
  const along = vector.reshape([...batch, ...(innerFirst ? [inner, 1] : [1, inner])]);
  return [
    matrix
      .mul(along)
      .sum(innerFirst ? -2 : -1)
      .reshape(shape),
  ];
};

/** Whether several rows of the batch have the same matrix. */
function isRepeated(matrix: Value, recorded: Recorded): boolean {
  const equation = recorded.producer(matrix);
  if (equation?.op === 'transpose') return isRepeated(equation.inputs[0] as Value, recorded);
  return equation?.op === 'broadcast' && sizeOf(equation.inputs[0]!.shape) < sizeOf(matrix.shape);
}
