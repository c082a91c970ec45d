import type { FunctionBuilder } from '../assembler/index.js';
import { polynomial } from './multiply-add.js';
import type { VectorMath } from './vector-math.js';

/** `2 / ln 2` as a float: `y` steps by 1 where `e^2|x|` doubles. */
const stepsPerUnit = Math.fround(2 / Math.LN2);

/** `r · coth(r / stepsPerUnit)` as a polynomial in `r²`, for `−1/4 ≤ r ≤ 3/4`. Fitted by the algorithm of Remez. */
const coefficients = [stepsPerUnit, 0.115523111, -0.00091685892];

/**
 * `tanh(x)`, to 2.89 ulp over all floats, odd to the bit, never past 1. 21 operations, one of them a division; 18
 * relaxed.
 *
 *     y = |x| · 2 / ln 2,  n = floor(y + 1/4),  r = y − n,  A = r · coth(r · ln 2 / 2)
 *     e^2|x| = 2^n · (A + r) / (A − r)
 *     tanh|x| = (w + r) / (w + A),  w = (2^n − 1) / 2 · (A + r)
 *
 * Where `n` is 0 so is `w`, and what is left is `r / A`, which keeps its relative precision down to the smallest
 * `x`. Rounding `y` once is enough, as no relative error of `x` grows on the way: `x · tanh′(x) / tanh(x) ≤ 1`. The
 * 1/4 moves the step from 0 to 1, where `w + r` cancels most, to larger `y`.
 */
export function tanh(f: FunctionBuilder, math: VectorMath): void {
  const { f32x4, i32x4, v128 } = f;
  const sign = f.local('v128');
  const r = f.local('v128');
  const n = f.local('v128');
  const a = f.local('v128');

  f.tee(r);
  v128.and(0x8000_0000);
  f.set(sign);
  f32x4.abs(r);
  f32x4.pmin(10); // tanh is 1 from 9.02 on
  f32x4.mul(stepsPerUnit);
  f.tee(r);
  f32x4.add(0.25);
  f32x4.floor();
  f.set(n);
  f32x4.sub(r, n);
  f.set(r);

  // 1.5 · 2²³ moves the units of n, and 126 with them, to the lowest bits; in the exponent field they make 2^(n−1).
  const factor = n;
  f32x4.add(n, 1.5 * 2 ** 23 + 126);
  i32x4.shl(23);
  f32x4.sub(0.5);
  f.set(factor);

  f32x4.mul(r, r);
  f.set(a);
  polynomial(f, math, a, coefficients);
  f.set(a);

  const sum = f.local('v128');
  f32x4.add(a, r);
  f.set(sum);
  if (math.relaxed) {
    f32x4.relaxedMadd(sum, factor, r);
    f32x4.relaxedMadd(sum, factor, a);
  } else {
    f32x4.mul(sum, factor);
    f.tee(sum);
    f32x4.add(r);
    f32x4.add(sum, a);
  }
  f32x4.div();
  v128.or(sign);
  f.release(sign, r, n, a, sum);
}
