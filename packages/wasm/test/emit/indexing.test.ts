import {
  fill,
  iota,
  literal,
  normal,
  tensor,
  trace,
  uniform,
  bernoulli,
  evaluate,
  type Program,
} from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { expectCompiled, runCompiled } from '../support/expect-compiled.js';
import { f32, i32, tensorsFor } from '../support/specs.js';

const widths = [[], [1], [2], [3], [4], [5], [8], [9], [2, 3], [65], [0]];

describe('gather and scatterAdd', () => {
  it.each(widths.map((width) => [width]))('of rows of shape %j', (width) => {
    const program = trace(
      (table, indices, updates) => [
        table.gather(indices),
        indices.scatterAdd(updates, 4),
        table.gather(indices.flip(0)).flip(0),
        indices.transpose().scatterAdd(updates.transpose([1, 0, ...width.map((_, i) => i + 2)]), 5),
        table.flip(0).gather(indices),
      ],
      [f32(4, ...width), i32(3, 2), f32(3, 2, ...width)],
    );
    expectCompiled(program);
  });

  it('of integers, of one index, and of none', () => {
    const program = trace(
      (table, one, none) => [
        table.gather(one),
        table.gather(none),
        none.scatterAdd(none, 3),
        one.scatterAdd(table.gather(one), 7),
        table.gather(table.reshape([8])),
      ],
      [i32(4, 2), i32(), i32(0)],
    );
    expectCompiled(program);
  });

  it('adds up what falls on one index', () => {
    const indices = { ...i32(6), data: Int32Array.from([1, 1, 0, 1, 2, 1]) };
    const updates = { ...f32(6), data: Float32Array.from([1, 2, 4, 8, 16, 32]) };
    const [sums] = runCompiled(
      trace((i, x) => [i.scatterAdd(x, 4)], [indices, updates]),
      { inputs: [indices, updates] },
    );
    expect([...sums!.data]).toEqual([4, 43, 16, 0]);
  });
});

/** Expects outputs that are equal to the last bit. */
function expectSameBits(program: Program): void {
  const inputs = tensorsFor(program.inputs);
  const expected = evaluate(program, inputs);
  runCompiled(program, { inputs }).forEach(({ data }, i) => expect(data).toEqual(expected[i]!.data));
}

describe('random numbers', () => {
  it.each([[[]], [[1]], [[3]], [[4]], [[5, 7]], [[2, 3, 4, 5]], [[1000]]])(
    'of shape %j are the same bits',
    (shape) => {
      expectSameBits(
        trace(
          (seed, step) => [
            uniform(shape, { seed, step }),
            uniform(shape, { seed: -1, step: 2 ** 31 - 1 }),
            bernoulli(shape, 0.3, { seed: step, step: seed }),
          ],
          [i32(), i32()],
        ),
      );
    },
  );

  it('with many keys are the same bits', () => {
    expectSameBits(
      trace(
        (seeds) => [
          uniform([], { seed: seeds, step: seeds.mul(-7) }),
          uniform([5], { seed: seeds, step: iota([3, 2]) }),
          uniform([2, 3], { seed: seeds.transpose(), step: fill([2, 3], 9, 'i32') }).transpose([2, 0, 1, 3]),
        ],
        [i32(3, 2)],
      ),
    );
  });

  it('of the normal distribution are close to the evaluator’s', () => {
    expectCompiled(
      trace(() => [normal([1000], { seed: 3, step: 4 })], []),
      { relaxed: false },
    );
  });
});

describe('numbers of the program', () => {
  it('are the same bits', () => {
    expectSameBits(
      trace(
        (x) => [
          iota([2, 3, 4]),
          iota([2, 3, 4], 0),
          iota([2, 3, 4], 1)
            .transpose()
            .mul(iota([4, 3, 2], 2)),
          iota([7]).gather(x),
          literal(tensor([0.1, -0, NaN, Infinity, 1e-45])),
          literal(tensor(Int32Array.from([1, -(2 ** 31), 2 ** 31 - 1, 4]), [2, 2])).transpose(),
          literal(tensor([], [0, 3])),
          fill([3], 0.1),
          fill([3], 1.7, 'i32').add(fill([3], -1.7, 'i32')),
          fill([2], 2 ** 32 - 1, 'i32').add(0),
        ],
        [i32(3)],
      ),
    );
  });
});
