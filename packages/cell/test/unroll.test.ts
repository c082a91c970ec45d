import { bernoulli, type Numbers } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { defineCell, type SequenceContext } from '../src/index.js';
import { under } from '../src/names.js';
import { compute, computeGradients } from '../src/testing/compute.js';
import { f32, i32, plain } from './numbers.js';
import { runningSum } from './running-sum.js';

const cell = runningSum({ weight: 2 });
const w = f32([1], 2);

/** Unrolls the running sum from s = 0, with whatever else the context is given. */
const run = (
  inputs: Record<string, Numbers>,
  options: Partial<SequenceContext<'s'>> = {},
): Record<string, Numbers> =>
  compute(
    {
      w,
      s: f32([inputs['x']!.shape[1]!, 1], ...new Array<number>(inputs['x']!.shape[1]!).fill(0)),
      ...inputs,
    },
    ({ x, w: weight, s, ...rest }) => {
      const { output, state, gates } = cell.unroll({
        x: x!,
        params: { w: weight! },
        state: { s: s! },
        lengths: rest['lengths'],
        perturbation: under('perturbation', rest),
        training: false,
        key: { seed: 1, step: 0 },
        ...options,
      });
      return { output, ...state, ...gates };
    },
  );

describe('unroll', () => {
  it('hands the state from step to step', () => {
    // s = 1, 2·1 + 2 = 4, 2·4 + 3 = 11
    const { output, s } = run({ x: f32([3, 1, 1], 1, 2, 3) });
    expect(plain(output!)).toEqual([10, 40, 110]);
    expect(plain(s!)).toEqual([11]);
  });

  it('starts from the state that it is given', () => {
    // s = 2·5 + 1
    expect(plain(run({ x: f32([1, 1, 1], 1), s: f32([1, 1], 5) })['s']!)).toEqual([11]);
  });

  it('runs from the last step to the first in reverse, outputs in their places', () => {
    // s = 3, 2·3 + 2 = 8, 2·8 + 1 = 17
    const { output, s } = run({ x: f32([3, 1, 1], 1, 2, 3) }, { reverse: true });
    expect(plain(output!)).toEqual([170, 80, 30]);
    expect(plain(s!)).toEqual([17]);
  });

  it('stops each row at its length, and gives zeros after', () => {
    // row 0: 1, 2·1 + 3 = 5, stops; row 1: 2, 2·2 + 4 = 8, 2·8 + 6 = 22; row 2 has no step at all
    const x = f32([3, 3, 1], 1, 2, 7, 3, 4, 7, NaN, 6, 7);
    const { output, s } = run({ x, lengths: i32([3], 2, 3, 0) });
    expect(plain(output!)).toEqual([10, 20, 0, 50, 80, 0, 0, 220, 0]);
    expect(plain(s!)).toEqual([5, 22, 0]);
  });

  it('starts each row at its last valid step in reverse', () => {
    // row 0: 3, 2·3 + 1 = 7; row 1: 6, 2·6 + 4 = 16, 2·16 + 2 = 34
    const x = f32([3, 2, 1], 1, 2, 3, 4, NaN, 6);
    const { output, s } = run({ x, lengths: i32([2], 2, 3) }, { reverse: true });
    expect(plain(output!)).toEqual([70, 340, 30, 160, 0, 60]);
    expect(plain(s!)).toEqual([7, 34]);
  });

  it('lets no number from the padding into a gradient', () => {
    const { gradients } = computeGradients(
      { x: f32([3, 1, 1], 1, NaN, Infinity), w, s: f32([1, 1], 0), lengths: i32([1], 1) },
      ({ x, w: weight, s, lengths }) =>
        cell
          .unroll({
            x: x!,
            params: { w: weight! },
            state: { s: s! },
            lengths,
            training: true,
            key: { seed: 1, step: 0 },
          })
          .output.sum(),
    );
    expect(plain(gradients['x']!)).toEqual([10, 0, 0]);
    expect(plain(gradients['w']!)).toEqual([0]);
  });

  it('returns gates only when they are captured', () => {
    const x = f32([2, 1, 1], 1, 2);
    expect(Object.keys(run({ x }))).toEqual(['output', 's']);
    // before the steps s is 0 and 1, so 2·s is 0 and 2
    expect(plain(run({ x }, { capture: true })['kept']!)).toEqual([0, 2]);
  });

  it('takes a sequence without steps', () => {
    const { output, s } = run({ x: f32([0, 1, 1]), s: f32([1, 1], 5) });
    expect(output!.shape).toEqual([0, 1, 1]);
    expect(plain(s!)).toEqual([5]);
  });

  it('gives each step a key of its own', () => {
    const noise = defineCell({
      kind: 'noise',
      state: () => ({}),
      params: () => ({}),
      step: ({ x, key }) => ({ output: bernoulli(x.shape, 0.5, key), state: {} }),
    })({ inputSize: 64, hiddenSize: 1 });
    const { output } = compute({ x: f32([2, 1, 64], ...new Array<number>(128).fill(0)) }, ({ x }) => ({
      output: noise.unroll({ x: x!, params: {}, state: {}, training: true, key: { seed: 3, step: 1 } })
        .output,
    }));
    const draws = plain(output!);
    expect(draws.slice(0, 64)).not.toEqual(draws.slice(64));
  });

  it('reads the time that has passed, in reverse up to the next step', () => {
    const timed = defineCell({
      kind: 'timed',
      state: () => ({}),
      params: () => ({}),
      step: ({ delta }) => ({ output: delta!, state: {} }),
    })({ inputSize: 1, hiddenSize: 1 });
    const times = (reverse: boolean): number[] =>
      plain(
        compute(
          {
            x: f32([3, 2, 1], 0, 0, 0, 0, 0, 0),
            delta: f32([3, 2], 0, 0, 1, 4, 2, 8),
            lengths: i32([2], 3, 2),
          },
          ({ x, delta, lengths }) => ({
            output: timed.unroll({
              x: x!,
              delta,
              lengths,
              params: {},
              state: {},
              training: false,
              key: { seed: 1, step: 0 },
              reverse,
            }).output,
          }),
        )['output']!,
      );
    expect(times(false)).toEqual([0, 0, 1, 4, 2, 0]);
    // row 0 goes back by 2, then by 1; row 1 starts at its second step and goes back by 4
    expect(times(true)).toEqual([1, 4, 2, 0, 0, 0]);
  });
});
