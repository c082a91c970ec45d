import { describe, expect, it } from 'vitest';
import { dyck, exampleText } from '@sluice/tasks';
import { judge, rowsOf } from './rows.js';

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '<': '>' };

describe('dyck', () => {
  it.each([
    { length: 2, kinds: 1, depth: 2 },
    { length: 20, kinds: 2, depth: 3 },
    { length: 16, kinds: 4, depth: 8 },
  ])('gives well-formed words and asks what may follow: $length, $kinds kinds, $depth deep', (options) => {
    const task = dyck(options);
    const examples = task.examples({ split: 'train', seed: 4, count: 50 });
    let deepest = 0;
    for (let row = 0; row < 50; row++) {
      const { input, answer } = exampleText(task, examples, row);
      const open: string[] = [];
      const expected = Array.from(input, (bracket) => {
        if (bracket in closing) open.push(bracket);
        else expect(closing[open.pop()!]).toBe(bracket);
        deepest = Math.max(deepest, open.length);
        const mayOpen = open.length < options.depth ? Object.keys(closing).slice(0, options.kinds) : [];
        return [...mayOpen, ...(open.length > 0 ? [closing[open.at(-1)!]] : [])].join('');
      });
      expect(open).toEqual([]);
      expect(answer).toBe(expected.join(' '));
    }
    expect(deepest).toBeLessThanOrEqual(options.depth);
    expect(deepest).toBeGreaterThan(options.length === 2 ? 0 : 2);
  });

  it('brings all kinds equally often', () => {
    const { input } = dyck({ kinds: 4, length: 10 }).examples({ split: 'train', seed: 1, count: 1000 });
    for (let kind = 0; kind < 4; kind++) {
      const part = input.data.filter((token) => token === kind).length / 5000;
      expect(Math.abs(part - 1 / 4)).toBeLessThan(0.03);
    }
  });

  it('has the baseline that one gets by going by the last bracket', () => {
    const task = dyck({ length: 8, kinds: 2 });
    const examples = task.examples({ split: 'test', seed: 1, count: 4000 });
    const rows = rowsOf(examples.input);
    const byLast = (row: number): number[] =>
      rows[row]!.flatMap((token) => [1, 1, token === 0 ? 1 : -1, token === 1 ? 1 : -1]);
    // (1/2)³ with a standard deviation of √(1/8 · 7/8 / 4000) = 0.005
    expect(task.baseline.value).toBe(1 / 8);
    expect(Math.abs(judge(task, examples, byLast) - 1 / 8)).toBeLessThan(0.02);
    const targets = rowsOf(examples.target);
    const right = (row: number): number[] => targets[row]!.map((may) => may - 0.5);
    expect(judge(task, examples, right)).toBe(1);
  });

  it('refuses words of odd length', () => {
    expect(() => dyck({ length: 7 })).toThrow('dyck: length must be even, but is 7.');
  });
});
