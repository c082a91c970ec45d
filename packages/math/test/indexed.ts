import { sizeOf, type DType, type Numbers, type Shape } from '../src/index.js';

/** A tensor as a function of its index, which is how the definitions of operations are written in books. */
export interface Indexed {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly at: (index: readonly number[]) => number;
}

/** All indices of a shape in row-major order. */
export function indicesOf(shape: Shape): number[][] {
  return shape.reduce<number[][]>(
    (indices, extent) => indices.flatMap((index) => Array.from({ length: extent }, (_, i) => [...index, i])),
    [[]],
  );
}

export function indexed({ shape, dtype, data }: Numbers): Indexed {
  return {
    shape,
    dtype,
    at: (index) => data[index.reduce((position, i, axis) => position * shape[axis]! + i, 0)]!,
  };
}

/** The numbers of an indexed tensor, in double precision. */
export function numbersOf({ shape, dtype, at }: Indexed): Numbers {
  const elements = indicesOf(shape).map(at);
  if (elements.length !== sizeOf(shape)) throw new RangeError('indicesOf is wrong');
  return { shape, dtype, data: dtype === 'i32' ? Int32Array.from(elements) : Float64Array.from(elements) };
}

/** The list with another number at one place. */
export const replaceAt = (list: readonly number[], place: number, value: number): number[] =>
  list.map((old, i) => (i === place ? value : old));
