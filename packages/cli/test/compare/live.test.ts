import { describe, expect, it } from 'vitest';
import type { Status } from '../../src/compare/conduct.js';
import { createLive, formatLive } from '../../src/compare/live.js';
import type { Run } from '../../src/compare/settings.js';
import { resultOf, resultsOf, settingsOf } from './results.js';

const run: Run = { purpose: 'judging', cell: 'gru', learningRate: 0.01, seed: 2 };
const status: Status = {
  settings: settingsOf({ cells: ['lstm', 'gru', 'rnn'], seeds: 2 }),
  results: resultsOf({ lstm: [0.1, 0.2], gru: [0.3] }),
  running: new Map([[run, { share: 0.5, steps: 50, validation: 0.25 }]]),
};

describe('the live table', () => {
  it('shows what is done, what runs, and what is left', () => {
    expect(formatLive(status, 65, { columns: 120, rows: 24 })).toEqual([
      '58 % | 3 of 6 runs done, 1 running | 65 s left',
      'cell  runs done  now at  validation  mean squared error, so far  learning rate  time per step',
      'lstm  2 of 2                         0.15                                       20 ms',
      'gru   1 of 2      50 %   0.25        0.3                                        20 ms',
      'rnn   0 of 2',
    ]);
  });

  it('fits into any terminal, and shows what moves where not all of it does', () => {
    for (let columns = 1; columns < 120; columns++) {
      for (const line of formatLive(status, 65, { columns, rows: 24 })) {
        expect(line.length).toBeLessThan(columns);
      }
    }
    for (let rows = 4; rows < 8; rows++) {
      expect(formatLive(status, 65, { columns: 120, rows }).length).toBeLessThan(rows);
    }
    expect(formatLive(status, 65, { columns: 60, rows: 5 })).toEqual([
      '58 % | 3 of 6 runs done, 1 running | 65 s left',
      'cell  runs done  now at  validation',
      'gru   1 of 2      50 %   0.25',
      '… and 2 more',
    ]);
  });

  it('draws over what it has drawn, in one piece', () => {
    const written: string[] = [];
    const live = createLive({ write: (text) => written.push(text), isTTY: true, columns: 120 }, []);
    live.update(status);
    live.stop();
    expect(written).toHaveLength(2);
    expect(written[0]).toMatch(/^\r58 %/);
    expect(written[1]!.replaceAll('\x1b', '^')).toMatch(/^\r\^\[5A58 %.*\^\[K\n[^]*\^\[J$/);
  });

  it('is a line for each run that ends where nobody looks', () => {
    let text = '';
    const live = createLive({ write: (more) => (text += more) }, status.results.slice(0, 1));
    live.update({ ...status, results: status.results.slice(0, 1) });
    live.update(status);
    live.update({ ...status, results: [...status.results, resultOf('gru', 2, null)] });
    live.stop();
    expect(text.split('\n')).toEqual([
      '2 of 6: lstm, learning rate 0.01, seed 2: mean squared error 0.2 after 100 steps of 20 ms',
      '3 of 6: gru, learning rate 0.01, seed 1: mean squared error 0.3 after 100 steps of 20 ms',
      '4 of 6: gru, learning rate 0.01, seed 2: diverged after 100 steps of 20 ms',
      '',
    ]);
  });
});
