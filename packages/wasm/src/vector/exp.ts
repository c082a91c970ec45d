import type { FunctionBuilder } from '../assembler/index.js';
import { splitExponential } from './split-exponential.js';
import type { VectorMath } from './vector-math.js';

/**
 * `e^x`, to 1.67 ulp over all floats, subnormal results included. 23 operations, one of them a division; 18
 * relaxed.
 *
 * `n` runs from −150 to 128, more than one exponent field holds, so `2^n` is multiplied in as two factors of about
 * equal size. Only the second product can leave the normal range, hence the result is rounded there once.
 */
export function exp(f: FunctionBuilder, math: VectorMath): void {
  const { f32x4, i32x4 } = f;
  // Just past where e^x rounds to Infinity and to 0. pmin and pmax, in this order of operands, let NaN pass.
  f32x4.pmin(89);
  f32x4.pmax(-104);
  const { exponent, above, below } = splitExponential(f, math, 2 * 127);
  const half = f.local('v128');
  i32x4.shrU(exponent, 1);
  f.set(half);

  f32x4.div(above, below);
  i32x4.sub(exponent, half);
  i32x4.shl(23);
  f32x4.mul();
  i32x4.shl(half, 23);
  f32x4.mul();
  f.release(exponent, above, below, half);
}
