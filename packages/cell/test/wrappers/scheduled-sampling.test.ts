import { conformance } from '@sluice/cell/testing';
import { gru } from '@sluice/gru';
import { embedding, linear } from '@sluice/layers';
import { rnn } from '@sluice/rnn';
import type { Numbers } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { scheduledSampling, sequential, type TeacherForcing } from '../../src/index.js';
import { f32, i32, plain } from '../numbers.js';
import { filled, runCell, type Given } from './run.js';

/** Twice what it takes. */
const double = (teacherForcing: TeacherForcing) =>
  scheduledSampling(linear(1, 1, { bias: false }), { teacherForcing });

const runDouble = (teacherForcing: TeacherForcing, x: Numbers, given: Given = {}): number[] => {
  const rows = x.shape[1]!;
  const state = { previous: filled([rows, 1, 1], 0), begun: filled([rows, 1], 0) };
  return plain(
    runCell(double(teacherForcing), x, { params: { w: f32([1, 1], 2) }, training: true, state, ...given })[
      'output'
    ]!,
  );
};

describe('scheduledSampling', () => {
  const x = f32([3, 1, 1], 3, 100, 50);

  it('feeds a cell with what it gave, from the second step on', () => {
    expect(runDouble(0, x)).toEqual([6, 12, 24]);
    expect(runDouble(1, x)).toEqual([6, 200, 100]);
    const state = { previous: f32([1, 1, 1], 7), begun: f32([1, 1], 1) };
    expect(runDouble(0, x, { state })).toEqual([14, 28, 56]);
  });

  it('does so only while training', () => {
    expect(runDouble(0, x, { training: false })).toEqual([6, 200, 100]);
  });

  it('feeds a cell of tokens with the likeliest', () => {
    // behind token 0 comes 1, behind 1 comes 2, behind 2 comes 0
    const scores = [[0, 5, 1], [1, 0, 5], [5, 1, 0]]; // prettier-ignore
    const cell = scheduledSampling(embedding(3, 3), { teacherForcing: 0 });
    const state = { previous: filled([2, 1], 0), begun: filled([2, 1], 0) };
    const given = { params: { weight: f32([3, 3], ...scores.flat()) }, state, training: true };
    const result = runCell(cell, i32([4, 2], 0, 2, 0, 0, 0, 0, 0, 0), given);
    expect(plain(result['output']!)).toEqual([0, 2, 1, 0, 2, 1, 0, 2].flatMap((token) => scores[token]!));
    expect(plain(result['state.previous']!)).toEqual([1, 0]);
    expect(plain(result['state.begun']!)).toEqual([1, 1]);
  });

  it('draws tokens as their scores say', () => {
    const shares = [0.5, 0.2, 0.3];
    const cell = scheduledSampling(embedding(3, 3), { teacherForcing: 1, draw: 'sample' });
    const scores = [0, 1, 2].flatMap(() => shares.map((share) => Math.log(share) + 4));
    const rows = 4000;
    const given = { params: { weight: f32([3, 3], ...scores) }, training: true };
    const drawn = plain(
      runCell(cell, i32([1, rows], ...new Array<number>(rows).fill(1)), given)['state.previous']!,
    );
    shares.forEach((share, token) => {
      const count = drawn.filter((one) => one === token).length;
      // four standard deviations of the binomial distribution
      expect(Math.abs(count / rows - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / rows));
    });
  });

  it.each<[TeacherForcing, number, number]>([
    [0.3, 9, 0.3],
    [{ name: 'linear', slope: 0.1 }, 1, 1],
    [{ name: 'linear', slope: 0.1 }, 4, 0.7],
    [{ name: 'linear', slope: 0.1, from: 0.9, minimum: 0.25 }, 100, 0.25],
    [{ name: 'exponential', k: 0.9 }, 3, 0.81],
    [{ name: 'inverseSigmoid', k: 5 }, 6, 5 / (5 + Math.E)],
    [{ name: 'inverseSigmoid', k: 5 }, 5000, 0],
  ])('%j keeps, at training step %i, a share of %f of the inputs', (forcing, step, share) => {
    const rows = 2000;
    const steps = f32([2, rows, 1], ...new Array<number>(rows).fill(1), ...new Array<number>(rows).fill(7));
    const second = runDouble(forcing, steps, { key: { seed: 3, step } }).slice(rows);
    expect(new Set(second.map((y) => y === 14 || y === 4))).toEqual(new Set([true]));
    const kept = second.filter((y) => y === 14).length / rows;
    expect(Math.abs(kept - share)).toBeLessThanOrEqual(4 * Math.sqrt((share * (1 - share)) / rows));
  });

  it('says what is wrong', () => {
    const cell = linear(2, 3);
    expect(() => scheduledSampling(cell, { teacherForcing: 0.5 })).toThrow(
      'must take tokens, i32[], and give a score for each, or give what it takes, but linear takes f32[2] and gives f32[3].',
    );
    const wrong: [unknown, RegExp][] = [
      [1.5, /teacherForcing must be from 0 to 1, but is 1.5/],
      [{ name: 'linear', slope: -1 }, /slope of at least 0/],
      [{ name: 'exponential', k: 1 }, /exponential with k between 0 and 1/],
      [{ name: 'inverseSigmoid', k: 0.5 }, /k of at least 1/],
      [{ name: 'cosine' }, /a number or \{ name: 'linear' \| 'exponential' \| 'inverseSigmoid'/],
    ];
    for (const [forcing, message] of wrong) {
      expect(() => double(forcing as TeacherForcing)).toThrow(message);
    }
    expect(() => scheduledSampling(linear(1, 1), { teacherForcing: 1, draw: 'all' as 'sample' })).toThrow(
      /draw must be 'likeliest' or 'sample', but is 'all'/,
    );
  });
});

const writer = sequential(embedding(5, 3), gru({ inputSize: 3, hiddenSize: 4 }), linear(4, 5));
describe.each([
  ['of numbers', scheduledSampling(rnn({ inputSize: 3, hiddenSize: 3 }), { teacherForcing: 0.5 })],
  ['of tokens', scheduledSampling(writer, { teacherForcing: { name: 'exponential', k: 0.8 } })],
  ['of drawn tokens', scheduledSampling(writer, { teacherForcing: 0.2, draw: 'sample' })],
])('scheduledSampling %s', (_, cell) => {
  for (const check of conformance(cell)) it(check.name, () => check.run());
});
