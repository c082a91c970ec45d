import { describe, expect, it } from 'vitest';
import { characters, exampleText } from '@sluice/tasks';
import { judge } from './rows.js';

const words = ['gate ', 'water ', 'runs ', '물 ', '🌊 '];
const text = Array.from({ length: 300 }, (_, i) => words[(i * i + 3 * i) % 5]).join('');

describe('characters', () => {
  it('asks for each next character, in the right part of the text', () => {
    const task = characters({ text, length: 12 });
    const all = Array.from(text);
    const [first, second] = [0.8, 0.9].map((part) => Math.floor(all.length * part));
    const parts = {
      train: all.slice(0, first).join(''),
      validation: all.slice(first, second).join(''),
      test: all.slice(second).join(''),
    };
    for (const split of ['train', 'validation', 'test'] as const) {
      const examples = task.examples({ split, seed: 1, count: 40 });
      for (let row = 0; row < 40; row++) {
        const { input, answer } = exampleText(task, examples, row);
        expect(Array.from(input)).toHaveLength(12);
        expect(parts[split]).toContain(input + Array.from(answer).at(-1)!);
        expect(Array.from(answer).slice(0, -1)).toEqual(Array.from(input).slice(1));
      }
    }
  });

  it('reaches the first and the last character of a part', () => {
    const task = characters({ text: 'abcdefghij'.repeat(4), length: 2 }); // test: 'ghij'
    const { input } = task.examples({ split: 'test', seed: 1, count: 50 });
    expect(new Set(input.data)).toEqual(new Set([6, 7, 8])); // g, h, i; j is only ever an answer
  });

  it('has the baseline of the frequencies in the first part', () => {
    // 16 characters to learn from, 14 a and 2 b; the test part is 'ab': (log2(18 / 15) + log2(18 / 3)) / 2
    const task = characters({ text: 'aaaaaaaabbaaaaaaaaab', length: 1 });
    expect(task.baseline.value).toBeCloseTo((Math.log2(18 / 15) + Math.log2(18 / 3)) / 2, 12);
    const examples = task.examples({ split: 'test', seed: 1, count: 3 });
    // the only stretch of the last part: after a comes b
    const scores = [Math.log(15), Math.log(3)];
    expect(judge(task, examples, () => scores)).toBeCloseTo(Math.log2(18 / 3), 5);
  });

  it('refuses a text that is too short', () => {
    expect(() => characters({ text: 'a'.repeat(640) })).toThrow(
      'characters: text has a length of 640, of which a tenth is 64; an example takes 65.',
    );
    expect(() => characters({ text: '' })).toThrow('Give a longer one, or ask for shorter examples.');
    expect(() => characters({} as { text: string })).toThrow('characters: text must be given');
  });
});
