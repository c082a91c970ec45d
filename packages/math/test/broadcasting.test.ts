import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { broadcastShapes, type Numbers, type Shape } from '../src/index.js';
import { perAxis, runs, seeds, shapes } from './arbitraries.js';
import { compute, integers, list, reals } from './compute.js';
import { expectClose } from './expect-close.js';
import { indexed, numbersOf } from './indexed.js';
import { numbers } from './numbers.js';

const f32 = (shape: Shape) => ({ shape, dtype: 'f32' }) as const;

/** A shape that broadcasts to `shape`: some of its axes have extent 1, some of the first ones are missing. */
const shrunk = (shape: Shape): fc.Arbitrary<number[]> =>
  fc
    .tuple(
      perAxis(shape, (extent) => fc.constantFrom(extent, 1)),
      fc.nat(shape.length),
    )
    .map(([extents, missing]) => extents.slice(missing));

/** Two shapes that broadcast, and what they broadcast to. */
const compatible = shapes({ minRank: 1, maxRank: 4, maxExtent: 3 }).chain((shape) =>
  fc.tuple(shrunk(shape), shrunk(shape)),
);

/** The element of a smaller tensor that stands at an index of the broadcast one. */
function stretched(x: Numbers, index: readonly number[]): number {
  const own = index.slice(index.length - x.shape.length);
  return indexed(x).at(own.map((i, axis) => (x.shape[axis] === 1 ? 0 : i)));
}

describe('broadcastShapes', () => {
  it.each<[Shape, Shape, Shape]>([
    [[], [], []],
    [[3], [], [3]],
    [[2, 3], [3], [2, 3]],
    [[2, 1], [3], [2, 3]],
    [
      [8, 1, 6, 1],
      [7, 1, 5],
      [8, 7, 6, 5],
    ],
    [[1], [0], [0]],
    [
      [2, 0],
      [1, 1],
      [2, 0],
    ],
  ])('%j and %j make %j', (a, b, expected) => {
    expect(broadcastShapes(a, b, 'add')).toEqual(expected);
    expect(broadcastShapes(b, a, 'add')).toEqual(expected);
  });

  it.each<[Shape, Shape]>([
    [[2], [3]],
    [
      [2, 1],
      [8, 4, 3],
    ],
    [[2, 3], [2]],
    [[0], [2]],
  ])('%j and %j do not fit', (a, b) => {
    const [first, second] = [a, b].map((shape) => `[${shape.join(', ')}]`);
    expect(() => broadcastShapes(a, b, 'mul')).toThrow(
      `mul: shapes ${first} and ${second} do not broadcast; counted from the last axis, extents must be equal or 1.`,
    );
  });
});

describe('operators broadcast as NumPy does', () => {
  it('with any two shapes that fit', () => {
    fc.assert(
      fc.property(compatible, seeds, ([shapeA, shapeB], seed) => {
        const [a, b] = [numbers(f32(shapeA), seed), numbers(f32(shapeB), seed ^ 1)];
        const shape = broadcastShapes(shapeA, shapeB, 'test');
        const [actual] = compute((a, b) => [a.sub(b)], [a, b], { precision: 'f64' });
        const at = (index: readonly number[]): number => stretched(a, index) - stretched(b, index);
        expectClose(actual!, numbersOf({ shape, dtype: 'f32', at }), 0);
      }),
      runs(100),
    );
  });

  it('select, with three shapes', () => {
    fc.assert(
      fc.property(compatible, seeds, ([shapeA, shapeB], seed) => {
        const condition = numbers({ shape: shapeA, dtype: 'i32' }, seed, { below: 2 });
        const [a, b] = [numbers(f32(shapeB), seed ^ 1), numbers(f32([]), seed ^ 2)];
        const shape = broadcastShapes(shapeA, shapeB, 'test');
        const [actual] = compute((c, a, b) => [c.select(a, b)], [condition, a, b], { precision: 'f64' });
        const at = (index: readonly number[]): number =>
          stretched(stretched(condition, index) === 0 ? b : a, index);
        expectClose(actual!, numbersOf({ shape, dtype: 'f32', at }), 0);
      }),
      runs(50),
    );
  });

  it('matmul, over its leading axes', () => {
    fc.assert(
      fc.property(compatible, fc.boolean(), fc.boolean(), seeds, ([batchA, batchB], left, right, seed) => {
        const a = numbers(f32([...batchA, ...(left ? [3, 2] : [2, 3])]), seed);
        const b = numbers(f32([...batchB, ...(right ? [4, 3] : [3, 4])]), seed ^ 1);
        const options = { transposeLeft: left, transposeRight: right };
        const [actual] = compute((a, b) => [a.matmul(b, options)], [a, b], { precision: 'f64' });
        const batch = broadcastShapes(batchA, batchB, 'test');
        const element = (x: Numbers, index: readonly number[], i: number, j: number): number => {
          const own = index.slice(index.length - x.shape.length + 2);
          return indexed(x).at([...own.map((k, axis) => (x.shape[axis] === 1 ? 0 : k)), i, j]);
        };
        const at = (index: readonly number[]): number => {
          const [outer, i, j] = [index.slice(0, -2), index.at(-2)!, index.at(-1)!];
          return [0, 1, 2]
            .map((k) => element(a, outer, ...pair(left, i, k)) * element(b, outer, ...pair(right, k, j)))
            .reduce((total, term) => total + term);
        };
        expectClose(actual!, numbersOf({ shape: [...batch, 2, 4], dtype: 'f32', at }), 1e-14);
      }),
      runs(50),
    );
  });

  it('with numbers on the right, of the dtype of the value', () => {
    expect(list((x) => x.add(0.5), [reals([1, 2])])).toEqual([1.5, 2.5]);
    expect(list((x) => x.mul(3), [integers([1, 2])])).toEqual([3, 6]);
    expect(list((x) => x.greater(1), [reals([1, 2])])).toEqual([0, 1]);
    expect(list((x) => x.select(1, 2), [integers([0, 5])])).toEqual([2, 1]);
  });
});

const pair = (transposed: boolean, i: number, j: number): [number, number] => (transposed ? [j, i] : [i, j]);
