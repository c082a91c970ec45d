import { describe, expect, it } from 'vitest';
import { temporalOrder } from '@sluice/tasks';
import { judge, oneHot, tokensOf } from './rows.js';

describe('temporalOrder', () => {
  const ranges = {
    2: [
      [10, 20],
      [50, 60],
    ],
    3: [
      [10, 20],
      [33, 43],
      [66, 76],
    ],
  } as const;

  it.each([2, 3] as const)(
    'shows %d symbols where the paper has them, and asks for their order',
    (symbols) => {
      const task = temporalOrder({ symbols });
      const names = task.input.kind === 'tokens' ? task.input.names : [];
      const examples = task.examples({ split: 'train', seed: 5, count: 400 });
      const lengths = new Set<number>();
      const firsts = new Set<number>();
      tokensOf(examples).forEach((tokens, row) => {
        const text = tokens.map((token) => names[token]!);
        lengths.add(text.length);
        expect(text[0]).toBe('E');
        expect(text.at(-1)).toBe('B');
        const places = text.flatMap((name, t) => (name === 'X' || name === 'Y' ? [t] : []));
        expect(places).toHaveLength(symbols);
        places.forEach((place, i) => {
          expect(place).toBeGreaterThanOrEqual(ranges[symbols][i]![0]);
          expect(place).toBeLessThanOrEqual(ranges[symbols][i]![1]);
        });
        firsts.add(places[0]!);
        expect(task.answerNames![examples.target.data[row]!]).toBe(
          places.map((place) => text[place]).join(''),
        );
      });
      expect([...lengths].sort((a, b) => a - b)).toEqual(Array.from({ length: 11 }, (_, i) => 100 + i));
      expect([...firsts].sort((a, b) => a - b)).toEqual(Array.from({ length: 11 }, (_, i) => 10 + i));
    },
  );

  it('has room for its symbols in the shortest sequences', () => {
    const { lengths, input } = temporalOrder({ length: 10, symbols: 3 }).examples({
      split: 'train',
      seed: 1,
      count: 50,
    });
    expect(input.shape).toEqual([50, 11]);
    for (const tokens of tokensOf({ input, target: input, lengths: lengths! })) {
      expect(tokens.filter((token) => token > 5)).toHaveLength(3);
      expect(tokens.at(-1)).toBe(1);
    }
  });

  it.each([2, 3])('brings each order of %d symbols equally often', (symbols) => {
    const task = temporalOrder({ length: 10, symbols });
    const examples = task.examples({ split: 'test', seed: 1, count: 4000 });
    for (let order = 0; order < task.outputSize; order++) {
      // about 5 standard deviations: √(0.25 · 0.75 / 4000) = 0.007
      const measured = judge(task, examples, () => oneHot(task.outputSize, order));
      expect(Math.abs(measured - task.baseline.value)).toBeLessThan(0.035);
    }
  });
});
