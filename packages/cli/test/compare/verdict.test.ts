import { describe, expect, it } from 'vitest';
import type { Settings } from '../../src/compare/settings.js';
import { summarise } from '../../src/compare/summary.js';
import { atTheEdge, judgeCells, type Verdict } from '../../src/compare/verdict.js';
import { resultOf, resultsOf, settingsOf } from './results.js';

const verdictOf = (
  tests: Readonly<Record<string, readonly (number | null)[]>>,
  some: Partial<Settings> = {},
): Verdict => {
  const cells = Object.keys(tests);
  const settings = settingsOf({ cells, seeds: tests[cells[0]!]!.length, ...some });
  return judgeCells(summarise(settings, resultsOf(tests)));
};

describe('the verdict', () => {
  it('names a cell that is better in all pairings of enough seeds', () => {
    // 2 of C(8, 4) = 70 splits: p = 0.0286.
    expect(verdictOf({ lstm: [0.1, 0.2, 0.3, 0.4], gru: [0.5, 0.6, 0.7, 0.8] })).toEqual({
      winner: 'lstm',
      sentences: ['lstm did better than gru (p ≤ 0.029 by the rank-sum test).'],
    });
  });

  it('names none at three seeds, however far the cells are apart, and says how many it takes', () => {
    expect(verdictOf({ lstm: [0.001, 0.002, 0.003], gru: [5, 6, 7] })).toEqual({
      winner: null,
      sentences: [
        'lstm and gru cannot be told apart at 3 seeds.',
        'It takes at least 4 seeds to tell 2 cells apart, however far they are from each other.',
      ],
    });
    expect(verdictOf({ lstm: [1], gru: [2], rnn: [3] }).sentences).toEqual([
      'lstm, gru and rnn cannot be told apart at 1 seed.',
      'It takes at least 5 seeds to tell 3 cells apart, however far they are from each other.',
    ]);
  });

  it('names none where the seeds overlap, and says how many might show it', () => {
    const { winner, sentences } = verdictOf({ lstm: [1, 2, 3, 6], gru: [4, 5, 7, 8] });
    expect(winner).toBeNull();
    // Of 16 pairings 14 are won: 7.849 / (6 · 0.375²) = 9.3.
    expect(sentences).toEqual([
      'lstm and gru cannot be told apart at 4 seeds.',
      'If they differ as much as it looks, about 10 seeds would show it.',
    ]);
  });

  it('says of several cells who is better than whom, and who is the best', () => {
    const [good, fair, bad] = [
      [1, 2, 3, 4, 5],
      [11, 12, 13, 14, 15],
      [21, 22, 23, 24, 25],
    ] as const;
    expect(verdictOf({ lstm: good, gru: fair, rnn: bad })).toEqual({
      winner: 'lstm',
      sentences: [
        'lstm is the best of the 3.',
        // 3 · 2 of 252 splits.
        'lstm did better than gru and rnn (p ≤ 0.024 by the rank-sum test).',
        'gru did better than rnn (p ≤ 0.024 by the rank-sum test).',
      ],
    });
    expect(
      verdictOf({ lstm: good, gru: good.map((value) => value + 0.5), rnn: bad }).sentences.slice(0, 2),
    ).toEqual([
      'lstm and gru did better than rnn (p ≤ 0.024 by the rank-sum test).',
      'lstm and gru cannot be told apart at 5 seeds.',
    ]);
  });

  it('takes more for better where the metric is one of which more is better', () => {
    const parity = { task: { name: 'parity', options: {}, digests: {} } };
    expect(verdictOf({ lstm: [0.5, 0.5, 0.6, 0.6], gru: [0.8, 0.9, 1, 1] }, parity).winner).toBe('gru');
  });

  it('puts runs that diverged last, and says so', () => {
    expect(verdictOf({ lstm: [0.1, 0.1, 0.1, 0.1], gru: [0.2, null, 0.2, null] })).toEqual({
      winner: 'lstm',
      sentences: [
        'lstm did better than gru (p ≤ 0.029 by the rank-sum test).',
        'gru diverged in 2 of 4 runs, which count as worse than any other.',
      ],
    });
  });

  it('goes by what it took to solve the task where runs end there', () => {
    const settings = settingsOf({ untilSolved: true });
    const solved = (cell: string, steps: number): ReturnType<typeof resultOf>[] =>
      [1, 2, 3, 4].map((seed) => resultOf(cell, seed, 0.009, { outcome: 'solved', steps: steps + seed }));
    expect(judgeCells(summarise(settings, [...solved('lstm', 50), ...solved('gru', 10)]))).toEqual({
      winner: 'gru',
      sentences: ['gru solved the task sooner than lstm (p ≤ 0.029 by the rank-sum test).'],
    });
  });

  it('does not name many cells or pairs one by one', () => {
    const names = ['lstm', 'gru', 'rnn', 'mgu', 'indrnn', 'janet'];
    const values = { lstm: 0, gru: 100, rnn: 101, mgu: 102, indrnn: 103, janet: 104 } as Record<
      string,
      number
    >;
    const tests = Object.fromEntries(
      names.map((name) => [name, [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => values[name]! + 5 * seed)]),
    );
    const { sentences } = verdictOf(tests);
    expect(verdictOf(Object.fromEntries(Array.from('abcdefg').map((name) => [name, [1]]))).sentences[0]).toBe(
      'No two of the 7 cells can be told apart at 1 seed.',
    );
    expect(sentences).toContain('10 of 15 pairs cannot be told apart at 8 seeds: see the table of pairs.');
  });

  it('knows whose learning rate is the last that was tried', () => {
    const settings = settingsOf({ learningRates: [0.1, 0.01, 0.001] });
    const tuning = (cell: string, best: number): ReturnType<typeof resultOf>[] =>
      settings.learningRates.map((learningRate) =>
        resultOf(cell, 0, learningRate === best ? 0.1 : 0.2, { purpose: 'tuning', learningRate }),
      );
    const results = [
      ...tuning('lstm', 0.01),
      ...tuning('gru', 0.1),
      ...resultsOf({ lstm: [1, 2, 3, 4], gru: [1, 2, 3, 4] }),
    ];
    const summary = summarise(settings, results);
    expect(summary.cells.map(({ learningRate }) => learningRate)).toEqual([0.01, 0.1]);
    expect(atTheEdge(summary).map(({ cell }) => cell)).toEqual(['gru']);
  });
});
