import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initializers } from '../src/index.js';
import { runs, seeds } from './arbitraries.js';
import { describeSample } from './statistics.js';

const { orthogonal } = initializers;

/** The largest deviation of Q·Qᵀ from the identity, or of Qᵀ·Q where Q has more rows than columns. */
function deviation(q: Float32Array, rows: number, columns: number): number {
  const wide = rows <= columns;
  const [count, length] = wide ? [rows, columns] : [columns, rows];
  const at = (vector: number, i: number): number =>
    wide ? q[vector * columns + i]! : q[i * columns + vector]!;
  let worst = 0;
  for (let a = 0; a < count; a++) {
    for (let b = 0; b <= a; b++) {
      let product = a === b ? -1 : 0;
      for (let i = 0; i < length; i++) product += at(a, i) * at(b, i);
      worst = Math.max(worst, Math.abs(product));
    }
  }
  return worst;
}

/** The determinant by elimination. */
function determinant(q: Float32Array, size: number): number {
  const rows = Array.from({ length: size }, (_, i) => [...q.subarray(i * size, (i + 1) * size)]);
  let product = 1;
  for (let k = 0; k < size; k++) {
    const pivot = rows.reduce(
      (best, row, i) => (i >= k && Math.abs(row[k]!) > Math.abs(rows[best]![k]!) ? i : best),
      k,
    );
    if (pivot !== k) {
      [rows[k], rows[pivot]] = [rows[pivot]!, rows[k]!];
      product = -product;
    }
    product *= rows[k]![k]!;
    for (let i = k + 1; i < size; i++) {
      const factor = rows[i]![k]! / rows[k]![k]!;
      for (let j = k; j < size; j++) rows[i]![j]! -= factor * rows[k]![j]!;
    }
  }
  return product;
}

describe('orthogonal', () => {
  it.each([
    [256, 256],
    [128, 512],
    [300, 70],
    [1, 1000],
    [1000, 1],
    [2, 2],
    [1, 1],
  ])('[%d, %d] has orthonormal rows or columns', (rows, columns) => {
    expect(deviation(orthogonal()([rows, columns], 1), rows, columns)).toBeLessThan(2e-7);
  });

  it('so it is for any small shape and any seed', () => {
    const extent = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(extent, extent, seeds, (rows, columns, seed) => {
        expect(deviation(orthogonal()([rows, columns], seed), rows, columns)).toBeLessThan(3e-7);
      }),
      runs(300),
    );
  });

  it('is scaled by its gain', () => {
    const [plain, scaled] = [orthogonal(), orthogonal(-2)].map((initial) => initial([5, 7], 3));
    expect([...scaled!]).toEqual(Array.from(plain!, (x) => -2 * x));
  });

  it('draws each of a stack of matrices by itself', () => {
    const stack = orthogonal()([3, 4, 4], 1);
    const matrices = [0, 1, 2].map((i) => stack.slice(i * 16, (i + 1) * 16));
    for (const matrix of matrices) expect(deviation(matrix, 4, 4)).toBeLessThan(3e-7);
    expect(new Set(stack).size).toBe(48);
    expect(matrices[0]).toEqual(orthogonal()([4, 4], 1));
  });

  it('favours no direction: every element has mean 0 and variance 1 / n', () => {
    const [n, samples] = [3, 4000];
    const draws = Array.from({ length: samples }, (_, seed) => orthogonal()([n, n], seed));
    for (let element = 0; element < n * n; element++) {
      const { mean, variance, kurtosis } = describeSample(draws.map((q) => q[element]!));
      expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(1 / n / samples));
      expect(Math.abs(variance * n - 1)).toBeLessThan(0.08);
      // a coordinate of a point on the sphere in three dimensions is spread evenly over [−1, 1]
      expect(Math.abs(kurtosis - 1.8)).toBeLessThan(0.1);
    }
  });

  it('turns and mirrors equally often', () => {
    for (const n of [1, 2, 3, 4, 5]) {
      const signs = Array.from({ length: 1000 }, (_, seed) => determinant(orthogonal()([n, n], seed), n));
      expect(signs.every((sign) => Math.abs(Math.abs(sign) - 1) < 1e-5)).toBe(true);
      // four standard errors around one half
      expect(Math.abs(signs.filter((sign) => sign > 0).length - 500)).toBeLessThan(64);
    }
  });
});
