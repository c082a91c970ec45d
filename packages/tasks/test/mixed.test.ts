import { describe, expect, it } from 'vitest';
import { adding, copyMemory, mixed, parity, storyRecall } from '@sluice/tasks';
import { rowsOf, tokensOf } from './rows.js';

describe('mixed', () => {
  it('takes an example of each task in turn, by its place', () => {
    const tasks = [1, 0, 2].map((gap) => storyRecall({ gap }));
    const task = mixed(tasks);
    expect(task.timeSteps).toBe(29);
    const examples = task.examples({ split: 'test', seed: 3, from: 4, count: 4 });
    expect(examples.input.shape).toEqual([4, 29]);
    expect(examples.lengths).toEqual(Int32Array.of(17, 29, 23, 17));
    const alone = [4, 5, 6, 7].map((from) =>
      tasks[from % 3]!.examples({ split: 'test', seed: 3, from, count: 1 }),
    );
    expect(tokensOf(examples)).toEqual(alone.map(({ input }) => [...input.data]));
    expect([...examples.target.data]).toEqual(alone.map(({ target }) => target.data[0]));
  });

  it('pads inputs of several numbers a step, and targets of each step, with zeros', () => {
    const sums = mixed([adding({ length: 4 }), adding({ length: 2 })]);
    const { input, target } = sums.examples({ split: 'train', seed: 1, count: 2 });
    expect([input.shape, target.shape]).toEqual([
      [2, 4, 2],
      [2, 1],
    ]);
    expect(rowsOf(input)[1]!.slice(4)).toEqual([0, 0, 0, 0]);
    const copies = mixed([1, 3].map((delay) => copyMemory({ delay, symbols: 2 })));
    const copied = copies.examples({ split: 'train', seed: 1, count: 2 });
    expect(copied.target.shape).toEqual([2, 7]);
    expect(copied.lengths).toEqual(Int32Array.of(5, 7));
  });

  it('keeps the lengths of tasks whose examples differ in them', () => {
    const task = mixed([parity({ length: 3 }), parity({ length: 6 })]);
    const { lengths } = task.examples({ split: 'train', seed: 1, count: 40 });
    lengths!.forEach((length, row) => expect(length).toBeLessThanOrEqual(row % 2 === 0 ? 3 : 6));
  });

  it('refuses no tasks, tasks that differ in more than their length, and examples that there are none of', () => {
    expect(() => mixed([])).toThrow('mixed: there must be at least one task');
    expect(() => mixed([storyRecall({ people: 5 }), storyRecall()])).toThrow(
      'mixed: tasks must differ in their length only',
    );
    expect(() => mixed([adding()]).examples({ split: 'test', seed: 1, count: 0 })).toThrow('examples: count');
  });
});
