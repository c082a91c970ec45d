import { apply, concat, fill } from '@sluice/math';
import { describe } from 'vitest';
import { splitFirst } from '../../src/simplify/split-first.js';
import { describeRewrites } from '../support/rewrites.js';
import { f32, i32 } from '../support/specs.js';

const pair = [f32(2, 4), f32(2, 4)];

describe('splitFirst', () => {
  describeRewrites(
    [splitFirst],
    [
      [
        'splits the operands of a pointwise operation',
        pair,
        (a, b) => a.add(b).split(2),
        (a, b) => {
          const [a0, a1] = a.split(2);
          const [b0, b1] = b.split(2);
          return [a0.add(b0), a1.add(b1)];
        },
      ],
      [
        'keeps what an operation is told',
        [i32(4)],
        (x) => x.convert('f32').split([1, 3]),
        (x) => x.split([1, 3]).map((part) => part.convert('f32')),
      ],
      [
        'splits all three operands of a choice',
        [i32(4), f32(4), f32(4)],
        (c, a, b) => c.select(a, b).split(2),
        (c, a, b) => {
          const [parts, as, bs] = [c.split(2), a.split(2), b.split(2)];
          return parts.map((part, i) => part.select(as[i]!, bs[i]!));
        },
      ],
      [
        'splits along any axis',
        [f32(4, 3)],
        (x) => x.tanh().split(2, 0),
        (x) => x.split(2, 0).map((part) => part.tanh()),
      ],
      [
        'leaves what others read',
        pair,
        (a, b) => {
          const sum = a.add(b);
          return [...sum.split(2), sum];
        },
      ],
      [
        'leaves what is split twice',
        [f32(4)],
        (x) => {
          const y = x.tanh();
          return [...y.split(2), ...y.split([1, 3])];
        },
      ],
      [
        'leaves reductions, products and inputs',
        [f32(3, 4), f32(4, 4)],
        (x, w) => [...x.sum(0).split(2), ...x.matmul(w).split(2), ...w.split(2)],
      ],
      [
        'splits what is repeated',
        [f32(4)],
        (x) => x.broadcast([2, 4]).split(2),
        (x) => x.split(2).map((part) => part.broadcast([2, 2])),
      ],
      [
        'splits a repetition into repetitions',
        [f32(1)],
        (x) => x.broadcast([2, 4]).split([1, 3]),
        (x) => [x.broadcast([2, 1]), x.broadcast([2, 3])],
      ],
      [
        'splits along a new axis',
        [f32(4)],
        (x) => x.broadcast([3, 4]).split([1, 2], 0),
        (x) => [x.broadcast([1, 4]), x.broadcast([2, 4])],
      ],
      [
        'splits one number everywhere',
        [],
        () => fill([4], 2.5).split([1, 3]),
        () => [fill([1], 2.5), fill([3], 2.5)],
      ],
      [
        'hands out the parts of a concatenation',
        [f32(2, 1), f32(2, 3)],
        (a, b) => concat([a, b]).split([1, 3]),
        (a, b) => [a, b],
      ],
      ['hands out no parts of other sizes', [f32(2, 1), f32(2, 3)], (a, b) => concat([a, b]).split(2)],
      [
        'hands out no parts along another axis',
        [f32(2, 2), f32(2, 2)],
        (a, b) => concat([a, b], 0).split(2, 1),
      ],
      [
        'splits into nothing and all',
        [f32(3)],
        (x) => x.neg().split([0, 3]),
        (x) => apply('split', [x], { axis: 0, sizes: [0, 3] }).map((part) => part.neg()),
      ],
    ],
  );
});
