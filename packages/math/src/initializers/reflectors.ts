import { drawWords, toNormal } from './draw.js';

/** Reflectors applied in one pass, and rows they are applied to: with 3 by 3 all sums stay in registers. */
export const tile = 3;

/** Three vectors, or three rows of a matrix. */
export type Triple = readonly [Float64Array, Float64Array, Float64Array];

/** Three Householder reflections x − scale · (x · vector) · vector, applied one after the other, last to first. */
export interface ReflectorGroup {
  /** Called u, v and w. */
  readonly vectors: Triple;
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
    const vectors = zeroRows(columns);
    const scales = new Float64Array(tile);
    for (let k = start; k < Math.min(start + tile, rows); k++) {
      const vector = vectors[k - start]!;
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

/** Three rows of zeros. */
export const zeroRows = (columns: number): Triple => [
  new Float64Array(columns),
  new Float64Array(columns),
  new Float64Array(columns),
];

/** Draws row `k` of a matrix of normal numbers from its diagonal on. */
function drawTail(row: Float64Array, words: Int32Array, k: number): void {
  const diagonal = k * row.length + k;
  const before = diagonal % 2; // numbers are made in pairs
  toNormal(row.subarray(k - before), words.subarray(diagonal - before));
  row.fill(0, 0, k);
}

function overlapsOf([u, v, w]: Triple, start: number): Float64Array {
  return Float64Array.of(product(u, v, start), product(u, w, start), product(v, w, start));
}

/** The product of two vectors that are zero before column `start`. */
function product(a: Float64Array, b: Float64Array, start: number): number {
  let sum = 0;
  for (let i = start; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/**
 * Reflects three rows by a group's last reflector, then by its middle and its first one.
 *
 * Its loops are functions of their own, with no arrays taken apart: the shorter a function, the sooner after the start of a
 * program it is compiled.
 *
 * @param shares - room for nine numbers.
 */
export function reflect(rows: Triple, group: ReflectorGroup, shares: Float64Array): void {
  multiply(shares, rows, group);
  takeTurns(shares, group);
  subtract(rows, shares, group);
}

/** The products of three rows with the vectors, `[row, vector]`. */
function multiply(products: Float64Array, rows: Triple, { vectors, start }: ReflectorGroup): void {
  const rowA = rows[0];
  const rowB = rows[1];
  const rowC = rows[2];
  const vectorU = vectors[0];
  const vectorV = vectors[1];
  const vectorW = vectors[2];
  let au = 0;
  let av = 0;
  let aw = 0;
  let bu = 0;
  let bv = 0;
  let bw = 0;
  let cu = 0;
  let cv = 0;
  let cw = 0;
  for (let i = start; i < rowA.length; i++) {
    const a = rowA[i]!;
    const b = rowB[i]!;
    const c = rowC[i]!;
    const u = vectorU[i]!;
    const v = vectorV[i]!;
    const w = vectorW[i]!;
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

function subtract(rows: Triple, shares: Float64Array, { vectors, start }: ReflectorGroup): void {
  const rowA = rows[0];
  const rowB = rows[1];
  const rowC = rows[2];
  const vectorU = vectors[0];
  const vectorV = vectors[1];
  const vectorW = vectors[2];
  const au = shares[0]!;
  const av = shares[1]!;
  const aw = shares[2]!;
  const bu = shares[3]!;
  const bv = shares[4]!;
  const bw = shares[5]!;
  const cu = shares[6]!;
  const cv = shares[7]!;
  const cw = shares[8]!;
  for (let i = start; i < rowA.length; i++) {
    const u = vectorU[i]!;
    const v = vectorV[i]!;
    const w = vectorW[i]!;
    rowA[i]! -= au * u + av * v + aw * w;
    rowB[i]! -= bu * u + bv * v + bw * w;
    rowC[i]! -= cu * u + cv * v + cw * w;
  }
}
