import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  concat,
  fill,
  iota,
  literal,
  ones,
  select,
  stack,
  tensor,
  trace,
  zeros,
  type Value,
} from '../src/index.js';
import { axesOf, runs, seeds, shapes } from './arbitraries.js';
import { compute, integers, list, reals } from './compute.js';
import { expectClose } from './expect-close.js';
import { indexed, indicesOf, numbersOf } from './indexed.js';
import { numbers } from './numbers.js';

const matrix = reals([1, 2, 3, 4, 5, 6], [2, 3]);
const shapeOf = (body: (x: Value) => Value, shape: readonly number[]): readonly number[] =>
  trace((x) => [body(x)], [{ shape, dtype: 'f32' }]).outputs[0]!.shape;

/** The elements that are reduced to one, for each index of the result. */
const reducible = shapes({ minRank: 1 }).chain((shape) =>
  fc.tuple(fc.constant(shape), axesOf(shape), fc.boolean(), seeds),
);

describe('reductions made of others', () => {
  const definitions: Record<'mean' | 'logSumExp' | 'max' | 'sum', (row: readonly number[]) => number> = {
    mean: (row) => row.reduce((a, b) => a + b) / row.length,
    logSumExp: (row) => Math.log(row.reduce((total, x) => total + Math.exp(x), 0)),
    max: (row) => Math.max(...row),
    sum: (row) => row.reduce((a, b) => a + b),
  };

  it.each(Object.entries(definitions))('%s', (name, definition) => {
    fc.assert(
      fc.property(reducible, ([shape, axes, keepDims, seed]) => {
        const x = numbers({ shape, dtype: 'f32' }, seed);
        const method = name as keyof typeof definitions;
        const [actual] = compute((x) => [x[method](axes, { keepDims })], [x], { precision: 'f64' });
        const kept = shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
        const rowAt = (index: readonly number[]): number[] =>
          indicesOf(shape)
            .filter((full) => full.every((i, axis) => axes.includes(axis) || i === index[axis]))
            .map(indexed(x).at);
        const full = numbersOf({ shape: kept, dtype: 'f32', at: (index) => definition(rowAt(index)) });
        const short = shape.filter((_, axis) => !axes.includes(axis));
        expectClose(actual!, { ...full, shape: keepDims ? kept : short }, 1e-14);
      }),
      runs(50),
    );
  });

  it('softmax and logSoftmax, along any axis', () => {
    fc.assert(
      fc.property(
        shapes({ minRank: 1 }).chain((shape) =>
          fc.tuple(fc.constant(shape), fc.nat(shape.length - 1), seeds),
        ),
        ([shape, axis, seed]) => {
          const x = numbers({ shape, dtype: 'f32' }, seed);
          const at = (index: readonly number[]): number => {
            const row = Array.from({ length: shape[axis]! }, (_, i) =>
              Math.exp(indexed(x).at(index.map((old, k) => (k === axis ? i : old)))),
            );
            return row[index[axis]!]! / row.reduce((a, b) => a + b);
          };
          const options = { precision: 'f64' } as const;
          const [soft, log] = compute(
            (x) => [x.softmax(axis), x.logSoftmax(axis - shape.length)],
            [x],
            options,
          );
          expectClose(soft!, numbersOf({ shape, dtype: 'f32', at }), 1e-14);
          expectClose(log!, numbersOf({ shape, dtype: 'f32', at: (index) => Math.log(at(index)) }), 1e-14);
        },
      ),
      runs(50),
    );
  });

  it('reduce all axes by default, and none when the list is empty', () => {
    expect(list((x) => x.sum(), [matrix])).toEqual([21]);
    expect(list((x) => x.mean(), [matrix])).toEqual([3.5]);
    expect(list((x) => x.max([]), [matrix])).toEqual([1, 2, 3, 4, 5, 6]);
    expect(shapeOf((x) => x.sum(undefined, { keepDims: true }), [2, 3])).toEqual([1, 1]);
  });

  it('count axes from the end, in any order', () => {
    expect(list((x) => x.sum(-1), [matrix])).toEqual([6, 15]);
    expect(list((x) => x.sum([-1, 0]), [matrix])).toEqual([21]);
    expect(list((x) => x.argmax(0), [matrix])).toEqual([1, 1, 1]);
  });
});

describe('shapes', () => {
  it('reshape works out one extent', () => {
    expect(shapeOf((x) => x.reshape([-1]), [2, 3])).toEqual([6]);
    expect(shapeOf((x) => x.reshape([3, -1, 1]), [2, 3])).toEqual([3, 2, 1]);
  });

  it('transpose reverses all axes by default, and takes negative axes', () => {
    expect(list((x) => x.transpose(), [matrix])).toEqual([1, 4, 2, 5, 3, 6]);
    expect(shapeOf((x) => x.transpose([-1, 0, 1]), [2, 3, 4])).toEqual([4, 2, 3]);
  });

  it('split makes equal parts, or parts of given sizes', () => {
    const [a, b, c] = compute((x) => x.split(3), [matrix]);
    expect([a, b, c].map((part) => [...part!.data])).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
    const [first, rest] = compute((x) => x.split([1, 2], 1), [matrix]);
    expect([[...first!.data], [...rest!.data]]).toEqual([
      [1, 4],
      [2, 3, 5, 6],
    ]);
  });

  it('sliceAxis cuts one axis', () => {
    expect(list((x) => x.sliceAxis(-1, 1, 3), [matrix])).toEqual([2, 3, 5, 6]);
    expect(list((x) => x.sliceAxis(0, 1, 2), [matrix])).toEqual([4, 5, 6]);
  });

  it('flip reverses some axes', () => {
    expect(list((x) => x.flip(1), [matrix])).toEqual([3, 2, 1, 6, 5, 4]);
    expect(list((x) => x.flip([0, -1]), [matrix])).toEqual([6, 5, 4, 3, 2, 1]);
  });

  it('concat and stack join along an axis', () => {
    expect(list((x) => concat([x, x]), [matrix])).toEqual([1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6]);
    expect(shapeOf((x) => concat([x, x], 0), [2, 3])).toEqual([4, 3]);
    expect(shapeOf((x) => stack([x, x]), [2, 3])).toEqual([2, 2, 3]);
    expect(shapeOf((x) => stack([x, x, x], -1), [2, 3])).toEqual([2, 3, 3]);
    expect(list((x) => stack([x, x.neg()], 1), [reals([1, 2])])).toEqual([1, -1, 2, -2]);
  });

  it('what changes nothing is not recorded', () => {
    const program = trace(
      (x) => [
        x
          .reshape([2, 3])
          .transpose([0, 1])
          .slice([0, 0], [2, 3])
          .pad([0, 0], [0, 0])
          .broadcast([2, 3])
          .convert('f32'),
      ],
      [matrix],
    );
    expect(program.equations).toEqual([]);
  });
});

describe('sources', () => {
  it('fill, zeros, ones and iota', () => {
    expect(list(() => fill([2], 1.5))).toEqual([1.5, 1.5]);
    expect(list(() => zeros([1, 2], 'i32'))).toEqual([0, 0]);
    expect(list(() => ones([2]))).toEqual([1, 1]);
    expect(list(() => iota([2, 3]))).toEqual([0, 1, 2, 0, 1, 2]);
    expect(list(() => iota([2, 3], 0))).toEqual([0, 0, 0, 1, 1, 1]);
  });

  it('literal keeps its dtype', () => {
    const [x] = compute(() => [literal(tensor(Int32Array.of(1, 2)))]);
    expect([x!.dtype, ...x!.data]).toEqual(['i32', 1, 2]);
  });
});

describe('indices', () => {
  it('oneHot puts a 1 at each index, and nothing for an index outside', () => {
    expect(list((i) => i.oneHot(3), [integers([2, 0, 3, -1])])).toEqual([0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(shapeOf((x) => x.argmax().oneHot(3), [2, 5])).toEqual([2, 3]);
  });

  it('gather picks rows, scatterAdd adds at rows', () => {
    expect(list((x, i) => x.gather(i), [matrix, integers([1, 1, 0])])).toEqual([4, 5, 6, 4, 5, 6, 1, 2, 3]);
    expect(list((i, x) => i.scatterAdd(x, 3), [integers([2, 2]), matrix])).toEqual([
      0, 0, 0, 0, 0, 0, 5, 7, 9,
    ]);
  });

  it.each([-1, 2, 2147483647])('the index %i is outside of two rows', (index) => {
    expect(() => list((x, i) => x.gather(i), [matrix, integers([index])])).toThrow(
      `gather: index ${index} is outside of 0 to 1.`,
    );
    expect(() => list((i) => i.scatterAdd(ones([1]), 2), [integers([index])])).toThrow(
      `scatterAdd: index ${index} is outside of 0 to 1.`,
    );
  });
});

describe('select as a function', () => {
  it('is the method with the condition first', () => {
    expect(list((c) => select(c, 1, -1), [integers([1, 0])])).toEqual([1, -1]);
    expect(list((c) => select(c, c, 7), [integers([1, 0])])).toEqual([1, 7]);
  });
});
