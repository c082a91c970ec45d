import { drawWords, toNormal } from './draw.js';

/** Reflectors applied in one pass, and rows they are applied to: with 3 by 3 all sums stay in registers. */
export const tile = 3;

/** Three Householder reflections x − scale · (x · vector) · vector, applied one after the other, last to first. */
export interface ReflectorGroup {
  /** `[reflector, column]`: the vectors u, v and w. */
  readonly vectors: Float64Array;
  readonly scales: Float64Array;
  /** The products u·v, u·w and v·w. */
  readonly overlaps: Float64Array;
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
  const words = drawWords(rows * columns, seed);
  const signs = new Float64Array(rows);
  const groups = Array.from({ length: Math.ceil(rows / tile) }, (_, group) => {
    const start = group * tile;
    const vectors = new Float64Array(tile * columns);
    const scales = new Float64Array(tile);
    for (let k = start; k < Math.min(start + tile, rows); k++) {
      const vector = rowOf(vectors, k - start);
      drawTail(vector, words, k);
      const norm = Math.sqrt(product(vector, vector, k));
      const pivot = vector[k]!;
      // of the two reflections that turn the vector to its axis, the one where nothing cancels
      vector[k] = pivot + Math.sign(pivot) * norm;
      scales[k - start] = 1 / (norm * (norm + Math.abs(pivot)));
      signs[k] = -Math.sign(pivot);
    }
    return { vectors, scales, overlaps: overlapsOf(vectors, start), start };
  });
  return { groups, signs };
}

/** One of the rows of a matrix that has three. */
function rowOf(matrix: Float64Array, row: number): Float64Array {
  const columns = matrix.length / tile;
  return matrix.subarray(row * columns, (row + 1) * columns);
}

/** Draws row `k` of a matrix of normal numbers from its diagonal on. */
function drawTail(row: Float64Array, words: Int32Array, k: number): void {
  const diagonal = k * row.length + k;
  const before = diagonal % 2; // numbers are made in pairs
  toNormal(row.subarray(k - before), words.subarray(diagonal - before));
  row.fill(0, 0, k);
}

function overlapsOf(vectors: Float64Array, start: number): Float64Array {
  const [u, v, w] = [rowOf(vectors, 0), rowOf(vectors, 1), rowOf(vectors, 2)];
  return Float64Array.of(product(u, v, start), product(u, w, start), product(v, w, start));
}

/** The product of two vectors that are zero before column `start`. */
function product(a: Float64Array, b: Float64Array, start: number): number {
  let sum = 0;
  for (let i = start; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/**
 * Reflects three rows, `[row, column]`, by a group's last reflector, then by its middle and its first one.
 *
 * Its loops are functions of their own, with no arrays taken apart: the less a function does, the sooner after the start of
 * a program it is compiled.
 *
 * @param shares - room for nine numbers.
 */
export function reflect(rows: Float64Array, group: ReflectorGroup, shares: Float64Array): void {
  multiply(shares, rows, group);
  takeTurns(shares, group);
  subtract(rows, shares, group);
}

/** The products of three rows with the vectors, `[row, vector]`. */
function multiply(products: Float64Array, rows: Float64Array, { vectors, start }: ReflectorGroup): void {
  const columns = rows.length / tile;
  let au = 0;
  let av = 0;
  let aw = 0;
  let bu = 0;
  let bv = 0;
  let bw = 0;
  let cu = 0;
  let cv = 0;
  let cw = 0;
  for (let i = start; i < columns; i++) {
    const a = rows[i]!;
    const b = rows[i + columns]!;
    const c = rows[i + 2 * columns]!;
    const u = vectors[i]!;
    const v = vectors[i + columns]!;
    const w = vectors[i + 2 * columns]!;
    au += a * u;
    av += a * v;
    aw += a * w;
    bu += b * u;
    bv += b * v;
    bw += b * w;
    cu += c * u;
    cv += c * v;
    cw += c * w;
  }
  products[0] = au;
  products[1] = av;
  products[2] = aw;
  products[3] = bu;
  products[4] = bv;
  products[5] = bw;
  products[6] = cu;
  products[7] = cv;
  products[8] = cw;
}

/** Makes of the products how much each row loses of each vector: each reflector meets what the later ones left. */
function takeTurns(shares: Float64Array, { scales, overlaps }: ReflectorGroup): void {
  for (let row = 0; row < shares.length; row += tile) {
    const third = shares[row + 2]! * scales[2]!;
    const second = (shares[row + 1]! - third * overlaps[2]!) * scales[1]!;
    shares[row] = (shares[row]! - third * overlaps[1]! - second * overlaps[0]!) * scales[0]!;
    shares[row + 1] = second;
    shares[row + 2] = third;
  }
}

function subtract(rows: Float64Array, shares: Float64Array, { vectors, start }: ReflectorGroup): void {
  const columns = rows.length / tile;
  const au = shares[0]!;
  const av = shares[1]!;
  const aw = shares[2]!;
  const bu = shares[3]!;
  const bv = shares[4]!;
  const bw = shares[5]!;
  const cu = shares[6]!;
  const cv = shares[7]!;
  const cw = shares[8]!;
  for (let i = start; i < columns; i++) {
    const u = vectors[i]!;
    const v = vectors[i + columns]!;
    const w = vectors[i + 2 * columns]!;
    rows[i]! -= au * u + av * v + aw * w;
    rows[i + columns]! -= bu * u + bv * v + bw * w;
    rows[i + 2 * columns]! -= cu * u + cv * v + cw * w;
  }
}
