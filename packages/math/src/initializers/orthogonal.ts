import { checkFinite } from './check.js';
import { childSeed } from './draw.js';
import type { Initializer } from './initializer.js';
import { matricesOf } from './matrices.js';
import { orthonormalRows } from './orthonormal-rows.js';

/**
 * A random matrix that turns without stretching, times `gain`: its rows are orthonormal, or its columns where there are
 * fewer of them.
 *
 * The shape is `[…, inputs, outputs]`; each matrix is drawn by itself.
 *
 * Source: Saxe, McClelland and Ganguli, "Exact solutions to the nonlinear dynamics of learning in deep linear neural
 * networks", ICLR 2014.
 *
 * @example
 * ```ts
 * import { initializers } from '@sluice/math';
 * const recurrent = initializers.orthogonal()([128, 128], 1);
 * ```
 */
export function orthogonal(gain = 1): Initializer {
  checkFinite(gain, 'the gain', 'orthogonal');
  return (shape, seed) => {
    const { count, inputs, outputs } = matricesOf(shape, 'orthogonal');
    const numbers = new Float32Array(count * inputs * outputs);
    for (let matrix = 0; matrix < count; matrix++) {
      const own = matrix === 0 ? seed : childSeed(seed, matrix);
      numbers.set(orthogonalMatrix(inputs, outputs, own), matrix * inputs * outputs);
    }
    return gain === 1 ? numbers : numbers.map((x) => gain * x);
  };
}

function orthogonalMatrix(rows: number, columns: number, seed: number): Float32Array {
  if (rows <= columns) return orthonormalRows(rows, columns, seed);
  const transposed = orthonormalRows(columns, rows, seed);
  const numbers = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      numbers[row * columns + column] = transposed[column * rows + row]!;
    }
  }
  return numbers;
}
