import { sizeOf, threefry, type Spec, type Tensor } from '@sluice/math';

export const f32 = (...shape: number[]): Spec => ({ shape, dtype: 'f32' });
export const i32 = (...shape: number[]): Spec => ({ shape, dtype: 'i32' });

/** Reproducible numbers for each spec: multiples of 1/8 in (−2, 2), so that few of them round, or integers from 0 to 3. */
export const tensorsFor = (specs: readonly Spec[], seed = 1): Tensor[] =>
  specs.map(({ shape, dtype }, i): Tensor => {
    const draw = (k: number): number => threefry(seed, i, k, 0)[0];
    const length = sizeOf(shape);
    return dtype === 'i32'
      ? { shape, dtype, data: Int32Array.from({ length }, (_, k) => draw(k) % 4) }
      : { shape, dtype, data: Float32Array.from({ length }, (_, k) => ((draw(k) % 31) - 15) / 8) };
  });
