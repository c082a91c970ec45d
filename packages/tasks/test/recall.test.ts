import { describe, expect, it } from 'vitest';
import { associativeRecall, exampleText, storyRecall } from '@sluice/tasks';
import { judge, oneHot, tokensOf } from './rows.js';

describe('associativeRecall', () => {
  it.each([1, 4, 26])('asks for the digit behind a letter, of %d pairs', (pairs) => {
    const task = associativeRecall({ pairs });
    const examples = task.examples({ split: 'train', seed: 1, count: 100 });
    const asked = new Set<number>();
    for (let row = 0; row < 100; row++) {
      const { input, answer } = exampleText(task, examples, row);
      const [, shown, letter] = /^((?:[a-z]\d)+)\?\?([a-z])$/.exec(input)!;
      expect(shown).toHaveLength(2 * pairs);
      expect(new Set(shown!.replaceAll(/\d/g, '')).size).toBe(pairs);
      expect(shown![shown!.indexOf(letter!) + 1]).toBe(answer);
      asked.add(shown!.indexOf(letter!));
    }
    expect(asked.size).toBeGreaterThanOrEqual(Math.min(pairs, 10));
  });

  it('has the baseline that one gets by always saying the same digit', () => {
    const task = associativeRecall();
    const examples = task.examples({ split: 'test', seed: 1, count: 5000 });
    for (const digit of [0, 9]) {
      expect(Math.abs(judge(task, examples, () => oneHot(10, digit)) - task.baseline.value)).toBeLessThan(
        0.02,
      );
    }
  });
});

describe('storyRecall', () => {
  it.each([
    { gap: 0, people: 3 },
    { gap: 5, people: 20 },
    { gap: 2, people: 40 },
  ])('asks who was in the room, $gap sentences later, among $people', (options) => {
    const task = storyRecall(options);
    const examples = task.examples({ split: 'train', seed: 1, count: 60 });
    expect(examples.input.shape).toEqual([60, 17 + 6 * options.gap]);
    for (let row = 0; row < 60; row++) {
      const { input, answer } = exampleText(task, examples, row);
      const story = /^(\w+) was \w+ \w+ in the \w+\. (\w+) came in\.(.*) (\w+) said hi to \?$/.exec(input)!;
      const [, host, guest, between, greeter] = story;
      expect(answer).toBe(host);
      expect(greeter).toBe(guest);
      expect(guest).not.toBe(host);
      const others = Array.from(between!.matchAll(/ (\w+) \w+ \w+ the \w+\./g), ([, name]) => name);
      expect(others).toHaveLength(options.gap);
      expect(others).not.toContain(host);
      expect(others).not.toContain(guest);
    }
  });

  it('knows every word once', () => {
    const { input } = storyRecall({ people: 40 });
    const names = input.kind === 'tokens' ? input.names : [];
    expect(new Set(names).size).toBe(names.length);
    const { input: tokens } = storyRecall({ people: 40 }).examples({ split: 'train', seed: 1, count: 200 });
    expect(Math.max(...tokens.data)).toBeLessThan(names.length);
  });

  it('has the baseline that one gets by always saying the same name', () => {
    const task = storyRecall({ gap: 0, people: 4 });
    const examples = task.examples({ split: 'test', seed: 1, count: 4000 });
    expect(tokensOf(examples)).toHaveLength(4000);
    for (const name of [0, 3]) {
      expect(Math.abs(judge(task, examples, () => oneHot(4, name)) - task.baseline.value)).toBeLessThan(
        0.035,
      );
    }
  });
});
