import { describe, expect, it } from 'vitest';
import { copyMemory } from '@sluice/tasks';
import { judge, rowsOf } from './rows.js';

describe('copyMemory', () => {
  it.each([
    { delay: 1, symbols: 1, alphabet: 2 },
    { delay: 7, symbols: 3, alphabet: 5 },
    { delay: 100, symbols: 10, alphabet: 8 },
  ])('shows symbols, $delay steps later asks for them: $symbols of $alphabet', (options) => {
    const { delay, symbols, alphabet } = options;
    const task = copyMemory(options);
    const { input, target } = task.examples({ split: 'train', seed: 2, count: 20 });
    expect(input.shape).toEqual([20, delay + 2 * symbols]);
    rowsOf(input).forEach((tokens, row) => {
      const answers = rowsOf(target)[row]!;
      const sign = tokens.indexOf(alphabet + 1);
      expect(tokens.lastIndexOf(alphabet + 1)).toBe(sign);
      expect(sign).toBe(symbols + delay - 1); // the paper's T − 1 blanks, then the sign
      const memory = tokens.filter((token) => token < alphabet);
      expect(tokens.slice(0, symbols)).toEqual(memory);
      expect(answers.slice(sign + 1)).toEqual(memory);
      expect(answers.slice(0, sign + 1).every((answer) => answer === alphabet)).toBe(true);
    });
  });

  it('is as long as in the paper, T + 20', () => {
    expect(copyMemory({ delay: 500 }).timeSteps).toBe(520);
  });

  it('has the baseline that one gets by knowing when, but not what', () => {
    const task = copyMemory({ delay: 12 });
    const examples = task.examples({ split: 'test', seed: 1, count: 5 });
    const sure = 100;
    const blank = [...Array<number>(8).fill(0), sure];
    const anySymbol = [...Array<number>(8).fill(sure), 0];
    const measured = judge(task, examples, () => [
      ...Array.from({ length: 22 }, () => blank).flat(),
      ...Array.from({ length: 10 }, () => anySymbol).flat(),
    ]);
    expect(measured).toBeCloseTo((10 * Math.log(8)) / 32, 6);
    expect(task.baseline.value).toBeCloseTo((10 * Math.log(8)) / 32, 12);
  });
});
