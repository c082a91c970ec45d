import { describe, expect, it } from 'vitest';
import { adding } from '@sluice/tasks';
import { judge, rowsOf } from './rows.js';

describe('adding', () => {
  it.each([2, 3, 9])('asks for the sum of the two marked numbers, one in each half of %d', (length) => {
    const { input, target } = adding({ length }).examples({ split: 'train', seed: 3, count: 50 });
    expect(input.shape).toEqual([50, length, 2]);
    rowsOf(input).forEach((row, i) => {
      const steps = Array.from({ length }, (_, t) => row.slice(2 * t, 2 * t + 2) as [number, number]);
      const marked = steps.flatMap(([, mark], t) => (mark === 1 ? [t] : []));
      expect(marked).toHaveLength(2);
      expect(marked[0]).toBeLessThan(Math.floor(length / 2));
      expect(marked[1]).toBeGreaterThanOrEqual(Math.floor(length / 2));
      expect(steps.every(([number]) => number >= 0 && number <= 1)).toBe(true);
      expect(target.data[i]).toBeCloseTo(steps[marked[0]!]![0] + steps[marked[1]!]![0], 6);
    });
  });

  it('has the baseline that one gets by always answering 1', () => {
    const task = adding({ length: 4 });
    const examples = task.examples({ split: 'test', seed: 1, count: 20_000 });
    // the error's standard deviation, about 0.2, over √20000 is 0.0014
    expect(judge(task, examples, () => [1])).toBeCloseTo(task.baseline.value, 2);
    expect(judge(task, examples, (row) => [examples.target.data[row]!])).toBe(0);
  });
});
