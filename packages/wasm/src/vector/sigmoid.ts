import type { FunctionBuilder } from '../assembler/index.js';
import { splitExponential } from './split-exponential.js';
import type { VectorMath } from './vector-math.js';

/**
 * `1 / (1 + e^−x)`, to 2.44 ulp over all floats. 20 operations, one of them a division; 15 relaxed.
 *
 *     e^x / (1 + e^x) = 2^n · above / (2^n · above + below)
 *
 * keeps its relative precision however negative `x` is. Results below 2^−126.5 become 0.
 */
export function sigmoid(f: FunctionBuilder, math: VectorMath): void {
  const { f32x4, i32x4 } = f;
  // At 18, e^x is so large that adding `below` to it is lost and the result is 1. At −88 the exponent field is 0.
  f32x4.pmin(18);
  f32x4.pmax(-88);
  const { exponent, above, below } = splitExponential(f, math, 127);
  i32x4.shl(exponent, 23);
  f32x4.mul(above);
  f.tee(above);
  f32x4.add(above, below);
  f32x4.div();
  f.release(exponent, above, below);
}
