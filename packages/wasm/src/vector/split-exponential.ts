import type { FunctionBuilder, Local } from '../assembler/index.js';
import { ln2High, ln2Low } from './ln2.js';
import { multiplyAdd, polynomial, subtractProduct } from './multiply-add.js';
import type { VectorMath } from './vector-math.js';

/** `e^x = 2^n · above / below`, as locals that the caller releases. */
export interface SplitExponential {
  /** `n + bias` in the lowest 9 bits of each lane; what stands above them is to be shifted out. */
  readonly exponent: Local<'v128'>;
  readonly above: Local<'v128'>;
  readonly below: Local<'v128'>;
}

/** `r · coth(r / 2)` as a polynomial in `r²`, for `|r| ≤ ln 2 / 2`, to a relative error of 5e-10 in `e^r`. */
const coefficients = [2, 0.166666176, -0.00276597863];

/**
 * Takes `x` from the stack, clamped to where `n + bias` lies from 0 to 511, and splits `e^x`. 14 operations; 9
 * relaxed.
 *
 *     n = round(x / ln 2),  r = x − n · ln 2,  A = r · coth(r / 2),  e^x = 2^n · (A + r) / (A − r)
 *
 * `A` is even in `r` and nearly constant, so a few terms do, and the functions built on this have a division of
 * their own that takes the quotient in. `n` is rounded by adding 1.5 · 2²³, which moves the units, and `bias` with
 * them, to the lowest bits of the mantissa. `n · ln 2` is subtracted in two parts, after Cody and Waite, Software
 * Manual for the Elementary Functions (1980). The coefficients are the minimax ones, by the algorithm of Remez.
 */
export function splitExponential(f: FunctionBuilder, math: VectorMath, bias: number): SplitExponential {
  const { f32x4 } = f;
  const r = f.local('v128');
  const exponent = f.local('v128');
  const n = f.local('v128');
  const a = f.local('v128');
  const rounder = 1.5 * 2 ** 23 + bias;

  f.tee(r);
  multiplyAdd(f, math, Math.LOG2E, rounder);
  f.tee(exponent);
  f32x4.sub(rounder);
  f.set(n);
  subtractProduct(f, math, r, n, ln2High);
  f.set(r);
  subtractProduct(f, math, r, n, ln2Low);
  f.set(r);

  const square = n;
  f32x4.mul(r, r);
  f.set(square);
  polynomial(f, math, square, coefficients);
  f.set(a);

  const above = n;
  const below = a;
  f32x4.add(a, r);
  f.set(above);
  f32x4.sub(a, r);
  f.set(below);
  f.release(r);
  return { exponent, above, below };
}
