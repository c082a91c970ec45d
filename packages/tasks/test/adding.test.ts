import { describe, expect, it } from 'vitest';
import { adding } from '@sluice/tasks';

describe('adding', () => {
  it('asks for the sum of the two marked numbers, one in each half', () => {
    const { input, target } = adding({ length: 9 }).examples({ split: 'train', seed: 3, count: 50 });
    for (let row = 0; row < 50; row++) {
      const steps = Array.from({ length: 9 }, (_, t) =>
        input.data.subarray((row * 9 + t) * 2, (row * 9 + t) * 2 + 2),
      );
      const marked = steps.flatMap(([, mark], t) => (mark === 1 ? [t] : []));
      expect(marked).toHaveLength(2);
      expect(marked[0]).toBeLessThan(4);
      expect(marked[1]).toBeGreaterThanOrEqual(4);
      expect(target.data[row]).toBeCloseTo(steps[marked[0]!]![0]! + steps[marked[1]!]![0]!, 6);
    }
  });

  it('gives the same example wherever it stands in a batch', () => {
    const task = adding({ length: 5 });
    const all = task.examples({ split: 'test', seed: 1, count: 6 });
    const some = task.examples({ split: 'test', seed: 1, from: 2, count: 3 });
    expect(some.input.data).toEqual(all.input.data.slice(20, 50));
    expect(task.examples({ split: 'train', seed: 1, count: 6 }).input.data).not.toEqual(all.input.data);
  });
});
