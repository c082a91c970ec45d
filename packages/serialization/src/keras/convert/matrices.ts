import { formatShape, tensor, type Tensor } from '@sluice/math';
import { wrongWeights } from '../weights/layer-weights.js';

/** A weight of f32, as all that are computed with must be. */
export function asF32(weight: Tensor | undefined, name: string, where: string): Tensor<'f32'> | undefined {
  if (weight === undefined || weight.dtype === 'f32') return weight as Tensor<'f32'> | undefined;
  return wrongWeights(where, `have a ${name} of integers; write them without quantization`);
}

/** Throws a FormatError unless a weight has this shape. */
export function checkShape(weight: Tensor, expected: readonly number[], name: string, where: string): void {
  const { shape } = weight;
  if (shape.length === expected.length && shape.every((size, i) => size === expected[i])) return;
  wrongWeights(
    where,
    `have a ${name} of shape ${formatShape(shape)}, but it should be ${formatShape(expected)}`,
  );
}

/** Puts the blocks of the last axis into another order: block i becomes the one that stands at `order[i]`. */
export function reorderBlocks({ data, shape }: Tensor<'f32'>, order: readonly number[]): Tensor<'f32'> {
  const row = shape.at(-1)!;
  const block = row / order.length;
  const result = new Float32Array(data.length);
  for (let begin = 0; begin < data.length; begin += row) {
    order.forEach((from, to) => {
      result.set(data.subarray(begin + from * block, begin + (from + 1) * block), begin + to * block);
    });
  }
  return tensor(result, shape);
}

/** Takes columns `begin` to `end` of a matrix as its rows one behind the other, in the opposite arrangement. */
function transposeFlat(block: Float32Array, rows: number, columns: number, target: Float32Array): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      target[row * columns + column] = block[column * rows + row]!;
    }
  }
}

/**
 * Turns a matrix of a CuDNN layer, whose blocks are stored as cuDNN has them, `[units, in]` each row by row, into one
 * whose blocks are `[in, units]`.
 */
export function fromCudnn({ data, shape }: Tensor<'f32'>, blocks: number): Tensor<'f32'> {
  const [rows, row] = shape as [number, number];
  const columns = row / blocks;
  const result = new Float32Array(data.length);
  const [packed, turned] = [new Float32Array(rows * columns), new Float32Array(rows * columns)];
  for (let block = 0; block < blocks; block++) {
    for (let i = 0; i < rows; i++) {
      packed.set(data.subarray(i * row + block * columns, i * row + (block + 1) * columns), i * columns);
    }
    transposeFlat(packed, rows, columns, turned);
    for (let i = 0; i < rows; i++) {
      result.set(turned.subarray(i * columns, (i + 1) * columns), i * row + block * columns);
    }
  }
  return tensor(result, shape);
}

/** A piece of a vector, or of all vectors one behind the other. */
export const slice = ({ data }: Tensor<'f32'>, begin: number, end: number): Tensor<'f32'> =>
  tensor(data.slice(begin, end), [end - begin]);
