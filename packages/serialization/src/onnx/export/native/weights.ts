import type { Tensor } from '@sluice/math';

/** Which blocks of a cell's weights a node's are, in the node's order; undefined where the cell has none. */
export type BlockOrder = readonly (number | undefined)[];

/** A matrix `[rows, blocks·size]` as a node has it: `[blocks·size, rows]`, with its blocks in another order. */
export function transposedBlocks({ shape, data }: Tensor, order: BlockOrder, size: number): Float32Array {
  const [rows, columns] = shape as [number, number];
  const result = new Float32Array(order.length * size * rows);
  order.forEach((block, i) => {
    if (block === undefined) return;
    for (let unit = 0; unit < size; unit++) {
      for (let row = 0; row < rows; row++) {
        result[(i * size + unit) * rows + row] = data[row * columns + block * size + unit]!;
      }
    }
  });
  return result;
}

/** A vector `[blocks·size]` with its blocks in another order; zeros where there is none. */
export function reorderedBlocks(vector: Tensor | undefined, order: BlockOrder, size: number): Float32Array {
  const result = new Float32Array(order.length * size);
  order.forEach((block, i) => {
    if (vector && block !== undefined)
      result.set(vector.data.subarray(block * size, (block + 1) * size), i * size);
  });
  return result;
}

/** Several lists of numbers one after the other. */
export function joined(parts: readonly Float32Array[]): Float32Array {
  const result = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}
