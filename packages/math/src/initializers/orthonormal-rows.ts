import { drawReflectors, reflect, tile } from './reflectors.js';

/**
 * `[rows, columns]` numbers, rows ≤ columns, whose rows are orthonormal and favour no direction.
 *
 * They are the Q of a QR decomposition of normal numbers, without the decomposition: its Householder vectors are normal
 * numbers too, so they can be drawn at once, and Q is the product of their reflections. No draw is singular.
 *
 * Source: Stewart, "The efficient generation of random orthogonal matrices with an application to condition
 * estimators", SIAM Journal on Numerical Analysis 17, 1980.
 */
export function orthonormalRows(rows: number, columns: number, seed: number): Float32Array {
  const { groups, signs } = drawReflectors(rows, columns, seed);
  const q = new Float32Array(rows * columns);
  const band = new Float64Array(tile * columns);
  const shares = new Float64Array(tile * tile);
  for (let row = 0; row < rows; row += tile) {
    const count = Math.min(tile, rows - row);
    band.fill(0);
    for (let i = 0; i < count; i++) band[i * columns + row + i] = signs[row + i]!;
    // the groups after this one act on columns where these rows are zero
    for (let group = row / tile; group >= 0; group--) reflect(band, groups[group]!, shares);
    q.set(band.subarray(0, count * columns), row * columns);
  }
  return q;
}
