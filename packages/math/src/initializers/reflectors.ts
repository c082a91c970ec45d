import { drawNormal } from './draw.js';

/** Reflectors applied in one pass, and rows they are applied to: with 3 by 3 all sums stay in registers. */
export const tile = 3;

type Triple = readonly [number, number, number];

/** Three Householder reflections x − scale · (x · vector) · vector, applied one after the other, last to first. */
export interface ReflectorGroup {
  /** `[column, reflector]`: the vectors side by side. */
  readonly vectors: Float64Array;
  readonly scales: Triple;
  /** Products of the first with the second vector, the first with the third, the second with the third. */
  readonly overlaps: Triple;
  /** Column before which all vectors are zero. */
  readonly start: number;
}

/** Reflectors, and the signs of the unit rows to which they are applied. */
export interface Reflectors {
  readonly groups: readonly ReflectorGroup[];
  readonly signs: Float64Array;
}

/**
 * Draws the reflectors that a QR decomposition of a `[columns, rows]` matrix of normal numbers would find.
 *
 * The first says where the first axis goes, the second acts in the space that is left, and so on: vector `k` is made of
 * `columns − k` normal numbers behind `k` zeros.
 */
export function drawReflectors(rows: number, columns: number, seed: number): Reflectors {
  const normal = drawNormal(rows * columns, seed);
  const signs = new Float64Array(rows);
  const groups = Array.from({ length: Math.ceil(rows / tile) }, (_, group) => {
    const start = group * tile;
    const vectors = new Float64Array(columns * tile);
    const scales: [number, number, number] = [0, 0, 0];
    for (let k = start; k < Math.min(start + tile, rows); k++) {
      const vector = normal.subarray(k * columns, (k + 1) * columns);
      let squares = 0;
      for (let column = k; column < columns; column++) {
        const x = vector[column]!;
        squares += x * x;
        vectors[column * tile + k - start] = x;
      }
      const norm = Math.sqrt(squares);
      const pivot = vector[k]!;
      // of the two reflections that turn the vector to its axis, the one where nothing cancels
      vectors[k * tile + k - start] = pivot + Math.sign(pivot) * norm;
      scales[k - start] = 1 / (norm * (norm + Math.abs(pivot)));
      signs[k] = -Math.sign(pivot);
    }
    return { vectors, scales, overlaps: overlapsOf(vectors), start };
  });
  return { groups, signs };
}

function overlapsOf(vectors: Float64Array): Triple {
  let [uv, uw, vw] = [0, 0, 0];
  for (let i = 0; i < vectors.length; i += tile) {
    uv += vectors[i]! * vectors[i + 1]!;
    uw += vectors[i]! * vectors[i + 2]!;
    vw += vectors[i + 1]! * vectors[i + 2]!;
  }
  return [uv, uw, vw];
}

/** Reflects three rows, given as `[column, row]`, by a group's last reflector, then by its middle and its first one. */
export function reflect(rows: Float64Array, { vectors, scales, overlaps, start }: ReflectorGroup): void {
  let [a0, a1, a2, b0, b1, b2, c0, c1, c2] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = start * tile; i < rows.length; i += tile) {
    const u = vectors[i]!;
    const v = vectors[i + 1]!;
    const w = vectors[i + 2]!;
    const a = rows[i]!;
    const b = rows[i + 1]!;
    const c = rows[i + 2]!;
    a0 += a * u;
    a1 += a * v;
    a2 += a * w;
    b0 += b * u;
    b1 += b * v;
    b2 += b * w;
    c0 += c * u;
    c1 += c * v;
    c2 += c * w;
  }
  [a0, a1, a2] = inTurn([a0, a1, a2], scales, overlaps);
  [b0, b1, b2] = inTurn([b0, b1, b2], scales, overlaps);
  [c0, c1, c2] = inTurn([c0, c1, c2], scales, overlaps);
  for (let i = start * tile; i < rows.length; i += tile) {
    const u = vectors[i]!;
    const v = vectors[i + 1]!;
    const w = vectors[i + 2]!;
    rows[i]! -= a0 * u + a1 * v + a2 * w;
    rows[i + 1]! -= b0 * u + b1 * v + b2 * w;
    rows[i + 2]! -= c0 * u + c1 * v + c2 * w;
  }
}

/** How much of each vector a row loses, from the row's products with them: each reflector meets what the later ones left. */
function inTurn([u, v, w]: Triple, scales: Triple, [uv, uw, vw]: Triple): Triple {
  const third = w * scales[2];
  const second = (v - third * vw) * scales[1];
  return [(u - third * uw - second * uv) * scales[0], second, third];
}
