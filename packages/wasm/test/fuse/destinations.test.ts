import {
  concat,
  fill,
  iota,
  literal,
  scan,
  tensor,
  trace,
  type Program,
  type Value,
  type Values,
} from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { lower } from '../../src/fuse/lower.js';
import { expectLowered } from '../support/expect-lowered.js';
import { forPrograms, patient } from '../support/for-programs.js';
import { f32 } from '../support/specs.js';

describe('results', () => {
  type Body = (x: Value, y: Value) => readonly Value[];
  const cases: [name: string, body: Body][] = [
    ['are inputs, once and twice', (x, y) => [x, y, x]],
    ['are views of inputs', (x) => [x.transpose(), x.flip([0, 1]), x.reshape([-1]), x.broadcast([2, 3, 4])]],
    ['are one value', (x) => [x.exp(), x.exp(), x.exp()].concat([x.exp()].flatMap((v) => [v, v]))],
    [
      'are a value and views of it',
      (x) => [x.tanh()].flatMap((v) => [v, v.reshape([-1]), v.transpose(), v.reshape([12, 1])]),
    ],
    [
      'are numbers everywhere',
      () => [fill([3], 2), iota([2, 3]), iota([2, 3], 0), literal(tensor([1, 2])), literal(tensor([7], []))],
    ],
    [
      'are parts of two joined values',
      (x, y) => [x.tanh()].flatMap((v) => [concat([v, y.neg()]), concat([y.exp(), v], 0), v]),
    ],
    [
      'are one value joined to itself',
      (x) => [x.tanh()].flatMap((v) => [concat([v, v]), concat([v, v.flip(0), v], 0)]),
    ],
    [
      'are joined values that are joined',
      (x, y) => [concat([concat([x.tanh(), y.tanh()], 1), concat([y, x], 1).neg()], 0)],
    ],
    [
      'are joined of inputs, numbers and literals',
      (x) => [concat([x, fill([3, 4], 1), literal(tensor(new Float32Array(12), [3, 4])), x.flip(1)], 1)],
    ],
    [
      'are joined of reductions, products and picks',
      (x, y) => [
        concat(
          [
            x.sum(0).reshape([1, 4]),
            x.matmul(y, { transposeLeft: true }),
            x.gather(iota([2])),
            iota([3]).scatterAdd(y, 3),
          ],
          0,
        ),
        concat(
          [
            x.max(1, { keepDims: true }),
            x.matmul(y, { transposeRight: true }),
            y.gather(iota([3])).slice([0, 1], [3, 2]),
            y.pad([0, 1], [0, 0]),
          ],
          1,
        ),
        concat([x.argmax(0), x.argmax(1)]),
        concat([x.argmax(1).reshape([3, 1]), iota([3, 2])], 1),
      ],
    ],
    [
      'hold nothing',
      (x) => [
        x.slice([0, 0], [0, 4]),
        concat([x.slice([1, 1], [1, 4]), x.slice([0, 1], [2, 4]).neg()], 0),
        x.slice([0, 2], [3, 2]).sum(1),
      ],
    ],
    [
      'are sums over nothing',
      (x, y) => [
        x.slice([0, 2], [3, 2]).sum(),
        x.slice([0, 2], [3, 2]).matmul(y.slice([0, 1], [3, 1]), { transposeRight: true }),
      ],
    ],
  ];
  it.each(cases)('%s', (_, body) => expectLowered(trace(body, [f32(3, 4), f32(3, 4)])));

  it('of programs whose loops are left whole are right', patient, () =>
    [false, true].forEach((gradients) =>
      forPrograms({ count: 60, operations: 10, gradients }, ({ program, inputs }) =>
        expectLowered(program, inputs),
      ),
    ),
  );
});

describe('lower', () => {
  const kindsOf = (program: Program): string[] => lower(program).run.map(({ kind }) => kind);

  it('writes results where they belong, and copies none', () => {
    const specs = [f32(3, 4), f32(4, 5)];
    expect(kindsOf(trace((x, w) => [x.matmul(w)], specs))).toEqual(['pack', 'matmul']);
    expect(kindsOf(trace((x, w) => [x.matmul(w).reshape([15])], specs))).toEqual(['pack', 'matmul']);
    expect(kindsOf(trace((x) => [concat([x.tanh(), x.exp()])], specs))).toEqual(['fused']);
  });

  it('packs a matrix once for all products, and in front of the loop that it is a constant of', () => {
    const twice = trace((x, w) => [x.matmul(w), x.neg().matmul(w)], [f32(3, 4), f32(4, 4)]);
    expect(kindsOf(twice).filter((kind) => kind === 'pack')).toHaveLength(1);
    const looped = trace(
      (x, w) => {
        const step = ({ h }: { h: Value }): { carry: { h: Value }; outputs: Values } => ({
          carry: { h: h.matmul(w).tanh() },
          outputs: {},
        });
        return [scan({ carry: { h: x }, inputs: {}, length: 3 }, step).carry.h];
      },
      [f32(3, 4), f32(4, 4)],
    );
    const { run } = lower(looped);
    expect(run.map(({ kind }) => kind)).toEqual(['fused', 'pack', 'loop', 'fused']);
    const loop = run.find((step) => step.kind === 'loop')!;
    expect(loop.body.map(({ kind }) => kind)).toEqual(['matmul', 'fused']);
  });
});
