import { ArgumentError, sizeOf, type Spec, type Tensor } from '@sluice/math';
import { drawFor, type Draw } from './random.js';
import type { ExampleOptions, Examples, Split } from './task.js';

/** One example, row-major. */
export interface Example {
  /** Where it is shorter than others may be, zeros follow. */
  readonly input: readonly number[];
  readonly target: readonly number[];
  /** Number of valid steps, for tasks whose examples differ in it. */
  readonly length?: number;
}

/** Shape and dtype of an example's parts, without the batch. */
export interface ExampleSpecs {
  readonly input: Spec;
  readonly target: Spec;
}

export const f32 = (...shape: readonly number[]): Spec => ({ shape, dtype: 'f32' });
export const i32 = (...shape: readonly number[]): Spec => ({ shape, dtype: 'i32' });

/** Makes batches of what a function makes of random numbers, one example at a time. */
export function batched(
  specs: ExampleSpecs,
  make: (draw: Draw, split: Split) => Example,
): (options: ExampleOptions) => Examples {
  return ({ split, seed, from = 0, count }) => {
    checkPlaces(seed, from, count);
    const [input, target] = [zerosOf(specs.input, count), zerosOf(specs.target, count)];
    const lengths: number[] = [];
    for (let row = 0; row < count; row++) {
      const example = make(drawFor(split, seed, from + row), split);
      input.data.set(example.input, row * sizeOf(specs.input.shape));
      target.data.set(example.target, row * sizeOf(specs.target.shape));
      if (example.length !== undefined) lengths.push(example.length);
    }
    return { input, target, ...(lengths.length > 0 && { lengths: Int32Array.from(lengths) }) };
  };
}

/** So many rows of zeros. */
export const zerosOf = ({ shape, dtype }: Spec, count: number): Tensor => {
  const size = count * sizeOf(shape);
  return {
    shape: [count, ...shape],
    dtype,
    data: dtype === 'f32' ? new Float32Array(size) : new Int32Array(size),
  };
};

function checkPlaces(seed: number, from: number, count: number): void {
  if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(from) || from < 0) {
    throw new ArgumentError(
      `examples: seed must be an integer and from one of at least 0, but they are ${seed} and ${from}.`,
    );
  }
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new ArgumentError(`examples: count must be an integer of at least 1, but is ${count}.`);
  }
}
