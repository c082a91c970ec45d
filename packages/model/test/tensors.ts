import { sizeOf, tensor, type Shape, type Tensor } from '@sluice/math';

/** Numbers that differ, between −1 and 1. */
export const numbers = (shape: Shape): Tensor<'f32'> =>
  tensor(
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(1 + i * 1.7)),
    shape,
  );

/** Rows from `start` up to `end` of the first axis. */
export function rows<T extends Tensor>({ shape, data }: T, start: number, end: number): T {
  const width = sizeOf(shape.slice(1));
  return tensor(data.slice(start * width, end * width) as Float32Array, [
    end - start,
    ...shape.slice(1),
  ]) as T;
}

/** Steps from `start` up to `end` of the second axis. */
export function steps<T extends Tensor>({ shape, data }: T, start: number, end: number): T {
  const [batch, time, ...rest] = shape as [number, number, ...number[]];
  const width = sizeOf(rest);
  const kept = data.filter((_, i) => {
    const step = Math.floor(i / width) % time;
    return step >= start && step < end;
  });
  return tensor(kept as Float32Array, [batch, end - start, ...rest]) as T;
}
