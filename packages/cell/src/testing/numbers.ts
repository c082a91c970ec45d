import { sizeOf, threefry, type Numbers, type Spec } from '@sluice/math';

/** Numbers by name. */
export type NamedNumbers = Readonly<Record<string, Numbers>>;

/** Reproducible numbers between −0.8 and 0.8, held in double precision; for i32 integers of at least 0 and below `below`. */
export function drawNumbers({ shape, dtype }: Spec, seed: number, below: number): Numbers {
  const length = sizeOf(shape);
  const draw = (i: number): number => threefry(seed, 0, i, 0)[0] / 2 ** 32;
  return dtype === 'i32'
    ? { shape, dtype, data: Int32Array.from({ length }, (_, i) => draw(i) * below) }
    : { shape, dtype, data: Float64Array.from({ length }, (_, i) => 1.6 * draw(i) - 0.8) };
}

/** The positions that a list names along an axis, in its order. */
export function take({ shape, dtype, data }: Numbers, axis: number, positions: readonly number[]): Numbers {
  const [outer, inner] = [sizeOf(shape.slice(0, axis)), sizeOf(shape.slice(axis + 1))];
  const taken = data.slice(0, outer * positions.length * inner);
  for (let i = 0; i < outer; i++) {
    positions.forEach((position, k) => {
      const start = (i * shape[axis]! + position) * inner;
      taken.set(data.subarray(start, start + inner), (i * positions.length + k) * inner);
    });
  }
  const taking = shape.map((extent, i) => (i === axis ? positions.length : extent));
  return { shape: taking, dtype, data: taken };
}

/** `start`, `start + 1`, …, `end − 1`. */
export const range = (start: number, end: number): number[] =>
  Array.from({ length: end - start }, (_, i) => start + i);

/** One after the other along the first axis. */
export function join(parts: readonly Numbers[]): Numbers {
  const [first] = parts as readonly [Numbers, ...Numbers[]];
  const length = parts.reduce((sum, { shape }) => sum + shape[0]!, 0);
  const data = parts.flatMap((part) => [...part.data]);
  return {
    shape: [length, ...first.shape.slice(1)],
    dtype: first.dtype,
    data: first.dtype === 'i32' ? Int32Array.from(data) : Float64Array.from(data),
  };
}
