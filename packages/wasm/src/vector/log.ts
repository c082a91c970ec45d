import type { FunctionBuilder, Local } from '../assembler/index.js';
import { ln2High, ln2Low } from './ln2.js';
import { multiplyAdd, polynomial } from './multiply-add.js';
import type { VectorMath } from './vector-math.js';

/** `(2 · atanh(h / 2) − h) / h³` as a polynomial in `h²`, for `|h| ≤ 0.3432`. Fitted by the algorithm of Remez. */
const coefficients = [0.666667761 / 2 ** 3, 0.399775694 / 2 ** 5, 0.29871072 / 2 ** 7];

const bitsOfSqrtHalf = 0x3f35_04f3;
const bitsOfMinusInfinity = 0xff80_0000;
const smallestNormal = 2 ** -126;

/**
 * Natural logarithm, to 1.97 ulp over all floats, subnormal ones included: −Infinity of ±0, NaN of negatives.
 * 33 operations, one of them a division; 27 relaxed.
 *
 *     x = 2^e · m with √½ ≤ m < √2,  h = (m − 1) / (m/2 + 1/2),  log x = e · ln 2 + 2 · atanh(h / 2)
 */
export function log(f: FunctionBuilder, math: VectorMath): void {
  const { f32x4, i32x4, v128 } = f;
  const x = f.local('v128');
  const subnormal = f.local('v128');
  const m = f.local('v128');
  const e = f.local('v128');

  // A subnormal x is taken 2²³ times. The bits of 2²³ are those of 1 and 23 more in the exponent.
  f.set(x);
  f32x4.lt(x, smallestNormal);
  f.tee(subnormal);
  v128.and(23 << 23);
  i32x4.add(0x3f80_0000);
  f32x4.mul(x);
  f.tee(m);

  // Counting from √½, the exponent field of the bits is e.
  i32x4.sub(bitsOfSqrtHalf);
  i32x4.shrS(23);
  f.set(e);
  f.get(m);
  i32x4.shl(e, 23);
  i32x4.sub();
  f.set(m);
  f32x4.convertI32x4S(e);
  v128.and(subnormal, 0x41b8_0000); // 23 as a float
  f32x4.sub();
  f.set(e);

  const h = m;
  const square = subnormal;
  f32x4.sub(m, 1);
  f.get(m);
  multiplyAdd(f, math, 0.5, 0.5);
  f32x4.div();
  f.tee(h);
  f32x4.mul(h);
  f.set(square);
  polynomial(f, math, square, coefficients);
  f32x4.mul(square);
  multiplyAdd(f, math, h, h);

  addProduct(f, math, e, ln2Low);
  addProduct(f, math, e, ln2High);
  selectSpecial(f, x);
  f.release(x, subnormal, m, e);
}

/** Adds `a · b` to what is on the stack. */
function addProduct(f: FunctionBuilder, math: VectorMath, a: Local<'v128'>, b: number): void {
  const { f32x4 } = f;
  if (math.relaxed) {
    const sum = f.local('v128');
    f.set(sum);
    f32x4.relaxedMadd(a, b, sum);
    f.release(sum);
  } else {
    f32x4.mul(a, b);
    f32x4.add();
  }
}

/** Replaces the result on the stack where `x` is not a positive finite number. */
function selectSpecial(f: FunctionBuilder, x: Local<'v128'>): void {
  const { f32x4, v128 } = f;
  f.get(x);
  f32x4.lt(x, Infinity);
  v128.bitselect();
  // All ones, a NaN, where x is negative or NaN; −Infinity where x is ±0.
  f32x4.ne(x, 0);
  v128.or(bitsOfMinusInfinity);
  f32x4.gt(x, 0);
  v128.bitselect();
}
