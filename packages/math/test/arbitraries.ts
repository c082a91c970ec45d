import * as fc from 'fast-check';
import { sizeOf, type Shape } from '../src/index.js';

export interface ShapeOptions {
  readonly minRank?: number;
  readonly maxRank?: number;
  readonly minExtent?: number;
  readonly maxExtent?: number;
}

/** Small shapes, of at most 64 elements. */
export const shapes = ({
  minRank = 0,
  maxRank = 4,
  minExtent = 1,
  maxExtent = 5,
}: ShapeOptions = {}): fc.Arbitrary<number[]> =>
  fc
    .array(fc.integer({ min: minExtent, max: maxExtent }), { minLength: minRank, maxLength: maxRank })
    .filter((shape) => sizeOf(shape) <= 64);

export const seeds: fc.Arbitrary<number> = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

/** Some of the axes of a shape, sorted; at least one. */
export const axesOf = (shape: Shape): fc.Arbitrary<number[]> =>
  fc.subarray(
    shape.map((_, axis) => axis),
    { minLength: 1 },
  );

/** An axis of a shape. */
export const axisOf = (shape: Shape): fc.Arbitrary<number> => fc.nat(shape.length - 1);

/** For each axis of a shape, what `make` says of its extent. */
export const perAxis = <T>(shape: Shape, make: (extent: number) => fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.tuple(...shape.map(make));

/** An order of a shape's axes. */
export const permutationOf = (shape: Shape): fc.Arbitrary<number[]> => {
  const axes = shape.map((_, axis) => axis);
  return fc.shuffledSubarray(axes, { minLength: axes.length });
};

/** Every property runs on the same cases in each run of the tests. */
export const runs = <T>(numRuns: number): fc.Parameters<T> => ({ seed: 20, numRuns });
