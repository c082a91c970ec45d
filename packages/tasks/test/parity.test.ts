import { describe, expect, it } from 'vitest';
import { parity } from '@sluice/tasks';
import { judge, oneHot, rowsOf, tokensOf } from './rows.js';

const isOdd = (bits: number[]): number => bits.filter((bit) => bit === 1).length % 2;

describe('parity', () => {
  it('asks whether the ones are odd in number, for all lengths', () => {
    const examples = parity({ length: 5, shortest: 2 }).examples({ split: 'train', seed: 1, count: 300 });
    expect(examples.input.shape).toEqual([300, 5]);
    expect(new Set(examples.lengths)).toEqual(new Set([2, 3, 4, 5]));
    expect(tokensOf(examples).map(isOdd)).toEqual(Array.from(examples.target.data));
  });

  it('asks after each bit', () => {
    const task = parity({ length: 6, answers: 'each' });
    const examples = task.examples({ split: 'train', seed: 1, count: 20 });
    tokensOf(examples).forEach((bits, row) => {
      const asked = rowsOf(examples.target)[row]!.slice(0, bits.length);
      expect(asked).toEqual(bits.map((_, t) => isOdd(bits.slice(0, t + 1))));
    });
    // what comes after a row's end does not count: here it would all be wrong
    const targets = rowsOf(examples.target);
    const right = (row: number): number[] =>
      targets[row]!.flatMap((odd, t) => oneHot(2, t < examples.lengths![row]! ? odd : 1 - odd));
    expect(judge(task, examples, right)).toBe(1);
  });

  it('has the baseline that one gets by always saying even', () => {
    const task = parity({ length: 8 });
    const examples = task.examples({ split: 'test', seed: 1, count: 10_000 });
    expect(Math.abs(judge(task, examples, () => [1, 0]) - task.baseline.value)).toBeLessThan(0.025);
  });

  it('refuses a shortest sequence that is longer than the longest', () => {
    expect(() => parity({ length: 3, shortest: 4 })).toThrow(
      'parity: shortest must be at most length, 3, but is 4.',
    );
  });
});
