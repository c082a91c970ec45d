/** The value types that Sluice's kernels use. Addresses are `i32`, data is `f32` alone or four at a time. */
export type ValueType = 'i32' | 'f32' | 'v128';

/** The byte that stands for each value type in the binary format. */
export const valueTypeCode: Readonly<Record<ValueType, number>> = {
  i32: 0x7f,
  f32: 0x7d,
  v128: 0x7b,
};
