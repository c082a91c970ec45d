import type { FunctionBuilder, Local } from '../assembler/index.js';
import { multiplyAdd, polynomial } from './multiply-add.js';
import type { VectorMath } from './vector-math.js';

/** `(sin r − r) / r³` as a polynomial in `r²`, for `|r| ≤ π / 4`. Minimax, by the iterations of Lawson. */
const sinCoefficients = [-0.166666549, 0.00833217791, -0.000195172666];

/** `(cos r − 1 + r² / 2) / r⁴`, likewise. */
const cosCoefficients = [0.0416666469, -0.00138873672, 2.44384153e-5];

/** π / 2 to 29 bits, by which a whole number of up to 24 bits multiplies exactly in double precision. */
const halfPiHigh = Math.round((Math.PI / 2) * 2 ** 28) / 2 ** 28;

/** The rest of π / 2: what a double holds of it, and what it does not. */
const halfPiLow = Math.PI / 2 - halfPiHigh + 6.123233995736766e-17;

/** `sin x`, to 1.6 ulp for `|x| ≤ 2²⁴`; larger angles lose digits, and −0 becomes 0. 43 operations; 36 relaxed. */
export function sin(f: FunctionBuilder, math: VectorMath): void {
  quarterWave(f, math, 0);
}

/** `cos x`, to 1.6 ulp for `|x| ≤ 2²⁴`; larger angles lose digits. 44 operations; 37 relaxed. */
export function cos(f: FunctionBuilder, math: VectorMath): void {
  quarterWave(f, math, 1);
}

/**
 * `sin(x + ahead · π / 2)`:
 *
 *     n = round(x · 2 / π),  r = x − n · π / 2,  q = n + ahead
 *
 * is `sin r` where `q` is even and `cos r` where it is odd, with the other sign where its second bit is set. `r` is
 * computed in double precision, two lanes at a time, so that it keeps its digits next to multiples of π / 2.
 */
function quarterWave(f: FunctionBuilder, math: VectorMath, ahead: 0 | 1): void {
  const { f32x4, i32x4, i8x16, v128 } = f;
  const x = f.local('v128');
  f.set(x);
  const lower = reduce(f, () => f.get(x));
  const upper = reduce(f, () => {
    f.get(x);
    i8x16.shuffle(upperHalf, x);
  });
  const r = x;
  f.get(lower.r);
  i8x16.shuffle(lowerHalves, upper.r);
  f.set(r);
  const q = lower.r;
  f.get(lower.n);
  i8x16.shuffle(lowerHalves, upper.n);
  if (ahead > 0) i32x4.add(ahead);
  f.set(q);

  const [square, sine] = [lower.n, upper.n];
  f32x4.mul(r, r);
  f.set(square);
  // r + r³ · S(r²)
  polynomial(f, math, square, sinCoefficients);
  f32x4.mul(square);
  multiplyAdd(f, math, r, r);
  f.set(sine);
  // 1 + r² · (r² · C(r²) − 1 / 2)
  polynomial(f, math, square, cosCoefficients);
  multiplyAdd(f, math, square, -0.5);
  multiplyAdd(f, math, square, 1);

  f.get(sine);
  // all ones where q is odd
  i32x4.shl(q, 31);
  i32x4.shrS(31);
  v128.bitselect();
  v128.and(q, 2);
  i32x4.shl(30);
  v128.xor();
  f.release(x, lower.r, lower.n, upper.r, upper.n);
}

/** Reduces the lower two of the lanes that `push` pushes: `r` as floats and `n` as integers, in the lower half of each. */
function reduce(
  f: FunctionBuilder,
  push: () => void,
): { readonly r: Local<'v128'>; readonly n: Local<'v128'> } {
  const { f32x4, f64x2, i32x4 } = f;
  const [r, n] = [f.local('v128'), f.local('v128')];
  push();
  f64x2.promoteLowF32x4();
  f.tee(r);
  double(f, 2 / Math.PI);
  f64x2.mul();
  f64x2.nearest();
  f.set(n);
  for (const part of [halfPiHigh, halfPiLow]) {
    f.get(r);
    f.get(n);
    double(f, part);
    f64x2.mul();
    f64x2.sub();
    f.set(r);
  }
  f32x4.demoteF64x2Zero(r);
  f.set(r);
  i32x4.truncSatF64x2SZero(n);
  f.set(n);
  return { r, n };
}

const bytes = (first: number): number[] => Array.from({ length: 8 }, (_, i) => first + i);
const upperHalf = [...bytes(8), ...bytes(8)];
const lowerHalves = [...bytes(0), ...bytes(16)];

/** Pushes a double in both lanes. */
function double(f: FunctionBuilder, value: number): void {
  const [low, high] = new Int32Array(new Float64Array([value]).buffer) as unknown as [number, number];
  f.i32x4.const(low, high, low, high);
}
