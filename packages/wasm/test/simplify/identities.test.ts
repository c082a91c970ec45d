import { apply, fill, type Shape, type Value } from '@sluice/math';
import { describe } from 'vitest';
import { identities } from '../../src/simplify/identities.js';
import { f32, i32 } from '../support/specs.js';
import { describeRewrites, type RewriteCase } from '../support/rewrites.js';

const itself = (x: Value): Value[] => [x];
const filled = (shape: Shape, value: number, dtype?: Value['dtype']) => (): Value[] => [
  fill(shape, value, dtype),
];

describe('identities: operations that change nothing', () => {
  describeRewrites(
    [identities],
    [
      ['stopGradient', [f32(3)], (x) => [x.stopGradient()], itself],
      ['reshape to its own shape', [f32(3)], (x) => apply('reshape', [x], { shape: [3] }), itself],
      ['broadcast to its own shape', [f32(3)], (x) => apply('broadcast', [x], { shape: [3] }), itself],
      ['convert to its own dtype', [i32(3)], (x) => apply('convert', [x], { dtype: 'i32' }), itself],
      ['convert to another dtype', [i32(3)], (x) => [x.convert('f32')]],
      ['split into one part', [f32(3)], (x) => apply('split', [x], { axis: 0, sizes: [3] }), itself],
      ['split into one part and nothing', [f32(3)], (x) => apply('split', [x], { axis: 0, sizes: [3, 0] })],
      ['concatenation of one', [f32(3)], (x) => apply('concat', [x], { axis: 0 }), itself],
      ['x + 0', [f32(3)], (x) => [x.add(0)], itself],
      ['0 + x', [f32(3)], (x) => [fill([3], 0).add(x)], itself],
      ['x + 1', [f32(3)], (x) => [x.add(1)]],
      ['x − 0', [f32(3)], (x) => [x.sub(0)], itself],
      ['0 − x', [f32(3)], (x) => [fill([3], 0).sub(x)], (x) => [x.neg()]],
      ['x · 1', [f32(3)], (x) => [x.mul(1)], itself],
      ['1 · x', [i32(3)], (x) => [fill([3], 1, 'i32').mul(x)], itself],
      ['x · 0, which may be NaN', [f32(3)], (x) => [x.mul(0)]],
      ['x · NaN', [f32(3)], (x) => [x.mul(NaN)]],
      ['x / 1', [f32(3)], (x) => [x.div(1)], itself],
      ['1 / x', [f32(3)], (x) => [fill([3], 1).div(x)]],
      ['x + 0, repeated', [f32(3)], (x) => [x.add(fill([2, 3], 0))], (x) => [x.broadcast([2, 3])]],
    ],
  );
});

describe('identities: chains of views', () => {
  describeRewrites(
    [identities],
    [
      ['two reshapes', [f32(6)], (x) => [x.reshape([2, 3]).reshape([3, 2])], (x) => [x.reshape([3, 2])]],
      ['there and back', [f32(6)], (x) => [x.reshape([2, 3]).reshape([6])], itself],
      [
        'two broadcasts',
        [f32(1, 3)],
        (x) => [x.broadcast([2, 3]).broadcast([4, 2, 3])],
        (x) => [x.broadcast([4, 2, 3])],
      ],
      [
        'two transposes',
        [f32(2, 3, 4)],
        (x) => [x.transpose([1, 2, 0]).transpose([2, 1, 0])],
        (x) => [x.transpose([0, 2, 1])],
      ],
      ['transposed and back', [f32(2, 3, 4)], (x) => [x.transpose([1, 2, 0]).transpose([2, 0, 1])], itself],
      ['reshape of a fill', [], () => [fill([6], -0).reshape([2, 3])], filled([2, 3], -0)],
      ['broadcast of a fill', [], () => [fill([3], NaN).broadcast([2, 3])], filled([2, 3], NaN)],
      ['broadcast of an i32 fill', [], () => [fill([], 7, 'i32').broadcast([2])], filled([2], 7, 'i32')],
      ['a reshape of a transpose', [f32(2, 3)], (x) => [x.transpose().reshape([6])]],
    ],
  );
});

describe('identities: reductions over one run of axes', () => {
  const cases: [
    name: string,
    shape: Shape,
    axes: number[],
    runs?: [axes: number[], then: number[], shape: Shape],
  ][] = [
    ['over the first axes', [2, 3, 4], [0, 1]],
    ['over one in the middle', [2, 3, 4], [1]],
    ['over two runs becomes two', [2, 3, 4], [0, 2], [[2], [0], [3]]],
    ['over three runs begins with the last', [2, 3, 4, 5, 6], [0, 2, 4], [[4], [0, 2], [3, 5]]],
    ['leaves out an axis of extent 1 behind', [3, 5, 1], [0, 2], [[0], [], [5]]],
    ['leaves out an axis of extent 1 in front', [1, 5, 3], [0, 2], [[2], [], [5]]],
    ['closes a gap of extent 1', [3, 1, 5, 7], [0, 2], [[0, 1, 2], [], [1, 7]]],
    ['over two runs, one with a gap', [2, 3, 4, 1, 5], [0, 2, 4], [[2, 3, 4], [0], [3, 1]]],
    ['over an axis of no extent', [2, 0, 3], [1]],
  ];
  describeRewrites(
    [identities],
    (['sum', 'max'] as const).flatMap((op) =>
      cases
        .filter(([, shape]) => op === 'sum' || !shape.includes(0))
        .map(([name, shape, axes, runs]): RewriteCase => {
          const after = runs && ((x: Value) => [x[op](runs[0])[op](runs[1]).reshape(runs[2])]);
          return [
            `${op} ${name}`,
            [f32(...shape)],
            (x) => [x[op](axes)],
            ...(after ? ([after] as const) : ([] as const)),
          ];
        }),
    ),
  );
  describeRewrites(
    [identities],
    [
      [
        'a sum over nothing but extents of 1',
        [f32(1, 3, 1)],
        (x) => [x.sum([0, 2])],
        (x) => [x.reshape([3])],
      ],
      ['a maximum of a scalar in brackets', [i32(1, 1)], (x) => [x.max()], (x) => [x.reshape([])]],
    ],
  );
});
