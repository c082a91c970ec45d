import { drawReflectors, reflect, tile, zeroRows } from './reflectors.js';

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
  const band = zeroRows(columns);
  const shares = new Float64Array(tile * tile);
  for (let first = 0; first < rows; first += tile) {
    const some = band.slice(0, rows - first);
    some.forEach((row, i) => row.fill(0).fill(signs[first + i]!, first + i, first + i + 1));
    // the groups after this one act on columns where these rows are zero
    for (let group = first / tile; group >= 0; group--) reflect(band, groups[group]!, shares);
    some.forEach((row, i) => q.set(row, (first + i) * columns));
  }
  return q;
}
