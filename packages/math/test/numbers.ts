import { sizeOf, threefry, type Numbers, type Spec } from '../src/index.js';

/** Reproducible numbers between −1 and 1, held as f64 so that differences of 1e-5 survive; small integers for i32. */
export function numbers({ shape, dtype }: Spec, seed: number, below = 5): Numbers {
  const draw = (i: number): number => threefry(seed, 0, i, 0)[0] / 2 ** 32;
  if (dtype === 'i32') return { shape, dtype, data: Int32Array.from({ length: sizeOf(shape) }, (_, i) => draw(i) * below) };
  return { shape, dtype, data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => draw(i) * 2 - 1) };
}
