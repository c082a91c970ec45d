import { fill, literal, scan, tensor, uniform, zeros, type Value } from '@sluice/math';
import { describe } from 'vitest';
import { f32 } from '../support/specs.js';
import { describeRewrites } from '../support/rewrites.js';

const twice = (value: Value): Value[] => [value, value];

describe('equal equations', () => {
  describeRewrites(
    [],
    [
      ['are recorded once', [f32(3)], (x) => [x.tanh(), x.tanh()], (x) => twice(x.tanh())],
      [
        'are found along chains',
        [f32(3)],
        (x) => [x.tanh().exp(), x.tanh().exp()],
        (x) => twice(x.tanh().exp()),
      ],
      [
        'draw the same random numbers',
        [],
        () => [uniform([3], { seed: 1, step: 2 }), uniform([3], { seed: 1, step: 2 })],
        () => twice(uniform([3], { seed: 1, step: 2 })),
      ],
      ['fill with the same NaN', [], () => [fill([2], NaN), fill([2], NaN)], () => twice(fill([2], NaN))],
      ['differ in their operands', [f32(3), f32(3)], (a, b) => [a.sub(b), b.sub(a)]],
      ['differ in their attributes', [f32(2, 3)], (x) => [x.sum(0), x.sum(1), x.flip(0), x.flip(1)]],
      ['differ in dtype', [], () => [fill([2], 1), fill([2], 1, 'i32')]],
      [
        'tell numbers apart that JSON does not',
        [],
        () => [fill([], NaN), fill([], Infinity), fill([], -Infinity), fill([], 0), fill([], -0)],
      ],
      ['are not looked for among literals', [], () => [literal(tensor([1, 2])), literal(tensor([1, 2]))]],
    ],
  );

  describeRewrites(
    [],
    [
      [
        'are found inside of a loop, but not across its border',
        [f32(4, 3), f32(3)],
        (x, w) => [
          w.tanh(),
          scan({ carry: { h: zeros([3]) }, inputs: { x } }, ({ h }, { x }) => {
            const next = h.tanh().add(h.tanh()).add(w.tanh()).mul(x);
            return { carry: { h: next }, outputs: {} };
          }).carry.h,
        ],
        (x, w) => [
          w.tanh(),
          scan({ carry: { h: zeros([3]) }, inputs: { x } }, ({ h }, { x }) => {
            const squashed = h.tanh();
            const next = squashed.add(squashed).add(w.tanh()).mul(x);
            return { carry: { h: next }, outputs: {} };
          }).carry.h,
        ],
      ],
    ],
  );
});
