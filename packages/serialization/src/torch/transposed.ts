import { tensor, type Tensor } from '@sluice/math';

/** A matrix with rows and columns exchanged, bit for bit. */
export function transposed({ shape, data }: Tensor): Tensor<'f32'> {
  const [rows, columns] = shape as [number, number];
  // as bits, so that a NaN keeps its payload
  const from = new Uint32Array(data.buffer, data.byteOffset, data.length);
  const to = new Uint32Array(from.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) to[column * rows + row] = from[row * columns + column]!;
  }
  return tensor(new Float32Array(to.buffer), [columns, rows]);
}

/** A tensor of its own with the same bits. */
export const copied = ({ data, shape }: Tensor): Tensor => tensor(data.slice(), shape);
