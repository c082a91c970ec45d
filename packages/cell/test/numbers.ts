import type { Numbers, Shape } from '@sluice/math';

/** Float numbers, held in double precision. */
export const f32 = (shape: Shape, ...data: number[]): Numbers => ({
  shape,
  dtype: 'f32',
  data: Float64Array.from(data),
});

export const i32 = (shape: Shape, ...data: number[]): Numbers => ({
  shape,
  dtype: 'i32',
  data: Int32Array.from(data),
});

/** What a test compares: plain numbers, rounded to twelve places. */
export const plain = ({ data }: Numbers): number[] =>
  Array.from(data, (x: number) => Math.round(x * 1e12) / 1e12 || 0);
