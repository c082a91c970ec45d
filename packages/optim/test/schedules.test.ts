import { describe, expect, it } from 'vitest';
import { ArgumentError, trace } from '@sluice/math';
import {
  constant,
  cosine,
  exponential,
  learningRateAt,
  step,
  warmUp,
  type LearningRate,
} from '../src/index.js';
import { backends } from './backends.js';
import { difference } from './golden.js';
import { atSteps } from './scalar.js';

const rates = (learningRate: LearningRate, steps: readonly number[]): number[] =>
  atSteps((step) => learningRateAt(learningRate, step), steps);
const expectRates = (learningRate: LearningRate, expected: Readonly<Record<number, number>>): void => {
  expect(
    difference(rates(learningRate, Object.keys(expected).map(Number)), Object.values(expected)),
  ).toBeLessThan(1e-14);
};
const count = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

describe('schedules', () => {
  it('are a number that stays', () => {
    expectRates(0.25, { 1: 0.25, 1000: 0.25 });
    expectRates(constant(0.25), { 1: 0.25, 1000: 0.25 });
  });

  it('step after every 3 updates', () => {
    // 8 · 0.5^⌊(t − 1) / 3⌋
    expectRates(step(8, { every: 3, factor: 0.5 }), { 1: 8, 3: 8, 4: 4, 6: 4, 7: 2, 10: 1 });
    expectRates(step(1, { every: 1 }), { 1: 1, 2: 0.1, 3: 0.01 });
  });

  it('step at the right update even where a quotient would be rounded', () => {
    for (const every of [3, 7, 49, 423, 999]) {
      const steps = [1000, 10_000, 1_000_000].map((n) => n * every).flatMap((k) => [k, k + 1]);
      // a factor near 1 makes each stair visible at any height
      const heights = atSteps(
        (at) => step(1, { every, factor: 0.999999 }).at(at).log().div(Math.log(0.999999)),
        steps,
        'f64',
      );
      expect(heights.map(Math.round)).toEqual(steps.map((t) => Math.floor((t - 1) / every)));
    }
  });

  it('shrink by the same share in every update', () => {
    expectRates(exponential(8, { factor: 0.5 }), { 1: 8, 2: 4, 3: 2, 4: 1 });
    // 8 · 0.25^((t − 1) / 4)
    expectRates(exponential(8, { factor: 0.25, every: 4 }), { 1: 8, 3: 4, 5: 2, 9: 0.5 });
  });

  it('follow a cosine to the minimum and stay there', () => {
    // cos 0 = 1, cos π/3 = 1/2, cos π/2 = 0, cos π = −1
    expectRates(cosine(10, { period: 6, minimum: 2 }), { 1: 10, 3: 8, 4: 6, 5: 4, 7: 2, 8: 2, 1000: 2 });
    const schedule = cosine(2e-3, { period: 846 });
    const expected = count(0, 846).map((k) => 1e-3 * (1 + Math.cos((Math.PI * k) / 846)));
    expect(difference(rates(schedule, count(1, 847)), expected)).toBeLessThan(1e-15);
  });

  it('start the cosine again after every period', () => {
    const schedule = cosine(10, { period: 6, minimum: 2, restart: true });
    expectRates(schedule, {
      1: 10,
      4: 6,
      6: 2 + 4 * (1 + Math.cos((5 * Math.PI) / 6)),
      7: 10,
      10: 6,
      13: 10,
      601: 10,
    });
  });

  it('grow in a straight line first', () => {
    expectRates(warmUp(0.5, 4), { 1: 0.125, 2: 0.25, 3: 0.375, 4: 0.5, 5: 0.5, 99: 0.5 });
    expectRates(warmUp(0.5, 1), { 1: 0.5, 2: 0.5 });
    // the schedule's first rate at update 2, its second at update 3
    expectRates(warmUp(exponential(8, { factor: 0.5 }), 2), { 1: 4, 2: 8, 3: 4, 4: 2 });
    expectRates(warmUp(warmUp(8, 2), 2), { 1: 2, 2: 4, 3: 8, 4: 8 });
  });

  describe.each(Object.entries(backends))('%s backend', (_, prepare) => {
    it.each([
      ['step', step(2e-3, { every: 100, factor: 0.5 })],
      ['exponential', exponential(2e-3, { factor: 0.97, every: 50 })],
      ['cosine', cosine(2e-3, { period: 846, minimum: 0 })],
      ['restarted cosine', cosine(2e-3, { period: 100, restart: true })],
      ['warm-up', warmUp(cosine(2e-3, { period: 500 }), 100)],
    ])('%s in single precision, to a relative error of 1e-6', (_, schedule) => {
      const executable = prepare(trace((at) => [schedule.at(at)], [{ shape: [], dtype: 'i32' }]));
      const steps = count(1, 846);
      const expected = rates(schedule, steps);
      for (const [i, at] of steps.entries()) {
        executable.write(0, [at]);
        executable.run();
        expect(Math.abs(executable.outputs[0]!.data[0]! - expected[i]!)).toBeLessThanOrEqual(
          1e-6 * expected[i]!,
        );
      }
    });
  });

  it('describe themselves as plain data', () => {
    const schedule = warmUp(cosine(2e-3, { period: 846 }), 100);
    expect(JSON.parse(JSON.stringify({ kind: schedule.kind, options: schedule.options }))).toEqual({
      kind: 'warmUp',
      options: {
        schedule: { kind: 'cosine', options: { initial: 2e-3, period: 846, minimum: 0, restart: false } },
        steps: 100,
      },
    });
  });

  it.each([
    [
      'a negative rate',
      () => constant(-1),
      'constant: learningRate must be a finite number at least 0, but got -1.',
    ],
    [
      'NaN',
      () => cosine(NaN, { period: 3 }),
      'cosine: learningRate must be a finite number at least 0, but got NaN.',
    ],
    ['no updates', () => step(1, { every: 0 }), 'step: every must be an integer at least 1, but got 0.'],
    ['half an update', () => warmUp(1, 2.5), 'warmUp: steps must be an integer at least 1, but got 2.5.'],
    [
      'a factor of 0',
      () => exponential(1, { factor: 0 }),
      'exponential: factor must be a finite number greater than 0',
    ],
    [
      'an endless period',
      () => cosine(1, { period: Infinity }),
      'cosine: period must be an integer at least 1',
    ],
  ])('refuse %s', (_, make, message) => {
    expect(make).toThrow(message);
    expect(make).toThrow(ArgumentError);
  });
});
