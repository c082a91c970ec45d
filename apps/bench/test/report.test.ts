import { describe, expect, it } from 'vitest';
import { cellTrainings } from '../src/cases/cells.js';
import { works } from '../src/cases/index.js';
import { scalings } from '../src/cases/scaling.js';
import { measureWork, type WorkResult } from '../src/measure.js';
import { measureScaling } from '../src/measure-scaling.js';
import { drawChart } from '../src/report/chart.js';
import { formatNumber } from '../src/report/format.js';
import { formatReport } from '../src/report/index.js';
import type { CaseResult } from '../src/run-case.js';
import { fake } from './fake.js';
import { quick } from './tiny.js';

const work = works.find(({ name }) => name === 'train-lstm')!;
const stream = works.find(({ name }) => name === 'stream-lstm-128')!;
const absent = [{ name: 'jax-js', missing: 'no beads' }];

const report = (...results: CaseResult[]): string =>
  formatReport({
    date: '2026-01-02',
    machine: { processor: 'Z80', cores: 1, memoryGigabytes: 4, system: 'CP/M 2.2', node: 'v20.0.0' },
    load: { before: 0.1, after: 1.2 },
    repeats: 3,
    results,
  });

const measure = (milliseconds: number, loss = 2): Promise<WorkResult> =>
  measureWork(
    work,
    [fake({ name: 'Sluice', milliseconds: 20 }), fake({ name: 'PyTorch', milliseconds, result: () => loss })],
    { ...quick, absent },
  );

describe('work', () => {
  it('states the machine, the figures and who is missing', async () => {
    const text = report(await measure(50));
    expect(text).toContain('Z80, 1 core, 4 GB, CP/M 2.2, Node v20.0.0. Load average 0.1 before');
    // 1.18 GFLOP in 50 ms is 23.6 GFLOP/s, and 50 ms is 2.5 times 20 ms, where 0.8 times was asked for
    expect(text).toMatch(
      /\| PyTorch +\| 50\.0 +\| 50\.0 to 50\.0 +\| 25\.0 +\| 23\.6 +\| 3 +\| 2\.50 +\| 2\.50 to 2\.50 +\| 0\.800 +\| yes /,
    );
    expect(text).toMatch(/\| jax-js +\| missing /);
    expect(text).toContain('- jax-js is missing: no beads');
    expect(text).toContain('- PyTorch: PyTorch 1.0; same start and training: yes, |Δ| = 0.0e+0 at step 0');
  });

  it('says aloud when someone did other work, and when a target is not reached', async () => {
    const text = report(await measure(10, 2.5));
    expect(text).toContain('same start and training: NO, |Δ| = 5.0e-1 at step 0');
    expect(text).toMatch(/\| 0\.800 +\| NO /);
  });

  it('begins with all ratios of a kind and their targets', async () => {
    expect(report(await measure(50))).toMatch(/\| train-lstm \| 20\.0 .*\| missing \|.*\| 2\.50 ≥ 0\.800 \|/);
    expect(report(await measure(10))).toMatch(/\| 0\.50 \*\*<\*\* 0\.800 \|/);
  });

  it('counts a streaming step in microseconds', async () => {
    const contestants = [
      fake({ name: 'Sluice', milliseconds: 0.01 }),
      fake({ name: 'PyTorch', milliseconds: 0.021 }),
    ];
    const text = report(await measureWork(stream, contestants, { ...quick, absent: [] }));
    expect(text).toContain('µs per step');
    // 2 · 256 · 512 operations in 21 µs
    expect(text).toMatch(/\| PyTorch +\| 21\.0 +\| 21\.0 to 21\.0 +\| 10\.5 +\| 12\.5 +\| 3 +\| 2\.10 /);
    expect(text).toContain('same outputs: yes, |Δ| at most 0.0e+0 over 21 steps');
  });
});

describe('cells', () => {
  const measureCell = (name: string, ours: number, theirs: number, loss = 2): Promise<CaseResult> =>
    measureWork(
      cellTrainings.find((each) => each.name === name)!,
      [
        fake({ name: 'Sluice', milliseconds: ours }),
        fake({ name: 'PyTorch', milliseconds: theirs, result: () => loss }),
      ],
      { ...quick, absent: [] },
    );

  it('gives a row to each cell', async () => {
    const text = report(
      await measureCell('cells-none-h32', 0.4, 1),
      await measureCell('cells-lstm-h32', 2, 13),
      await measureCell('cells-lstm-h128', 30, 45),
      await measureCell('cells-rnn-h32', 1, 5),
    );
    // a step of a fake computes half of its time: 1 / 0.4, 13 / 2 and (13 − 1) / (2 − 0.4), 45 / 30, 5 / 1 and (5 − 1) / (1 − 0.4);
    // weights are 4 · 128 · (65 + 128 + 1) and, where there is no larger size, 32 · (32 + 32 + 1)
    expect(text).toMatch(/\| none +\| 0 +\| 2\.50 +\| +\| 0\.20 +\| +\| +\| +\|/);
    expect(text).toMatch(
      /\| lstm +\| 99328 +\| 6\.50 ≥ 6 +\| 7\.5 +\| 1\.00 +\| 1\.50 \*\*<\*\* 2 +\| +\| 1\.00 +\|/,
    );
    expect(text).toMatch(/\| rnn +\| 2080 +\| 5\.00 \*\*<\*\* 6 +\| 6\.7 +\| 0\.50 +\| +\| +\| +\|/);
    expect(text).toContain(
      '### Every cell, hidden size 32\n\nBatch 16, 64 time steps, 32 inputs, 65 outputs;',
    );
    // 2 · 1024 rows · (2 · 32 · 32 + 3 · 32 · 32 + 3 · 32 · 65) = 23.3 MFLOP, in 0.5 ms and in 2.5
    expect(text).toMatch(
      /\| rnn +\| 23 +\| 1\.00 +\| 0\.500 +\| 46\.5 +\| 5\.00 +\| 2\.50 +\| 9\.3 +\| 5\.00 +\| 5\.00 to 5\.00 +\| 3 +\| 0\.0e\+0 +\|/,
    );
  });

  it('says aloud when PyTorch did other work, and why it is missing', async () => {
    expect(report(await measureCell('cells-lstm-h32', 2, 13, 2.5))).toMatch(/\| 5\.0e-1 \*\*NO\*\* +\|/);
    const alone = await measureWork(
      cellTrainings.find(({ cell }) => cell === 'lstm')!,
      [fake({ name: 'Sluice', milliseconds: 2 })],
      {
        ...quick,
        absent: [{ name: 'PyTorch', missing: 'no snakes' }],
      },
    );
    expect(report(alone)).toMatch(/\| lstm +\| 8320 +\| missing +\| +\| 1\.00 +\|/);
    expect(report(alone)).toContain('- cells-lstm-h32: PyTorch is missing: no snakes');
  });
});

describe('scaling', () => {
  const hidden = scalings.find(({ axis }) => axis === 'hiddenSize')!;
  const measureHidden = (time: (size: number) => number): Promise<CaseResult> =>
    measureScaling(
      hidden,
      ({ work: { name, hiddenSize } }) => Promise.resolve(fake({ name, milliseconds: time(hiddenSize) })),
      quick,
    );

  it('gives the exponent between neighbours, and the limit from where it holds', async () => {
    const text = report(await measureHidden((size) => size ** 2 / 1000));
    expect(text).toMatch(/\| H 64 +\| 4\.10 +\| 4\.10 to 4\.10 +\| 2\.00 +\| 2\.00 to 2\.00 +\| +\| +\|/);
    expect(text).toMatch(
      /\| H 128 +\| 16\.4 +\| 16\.4 to 16\.4 +\| 2\.00 +\| 2\.00 to 2\.00 +\| ≤ 2 +\| yes +\|/,
    );
    expect(report(await measureHidden((size) => size ** 3 / 1e5))).toMatch(/\| H 128 .*\| ≤ 2 +\| NO +\|/);
  });

  it('draws the curves', async () => {
    const chart = drawChart([await measureHidden((size) => size)])!;
    expect(chart).toContain('<svg');
    expect(chart.match(/<circle/g)).toHaveLength(hidden.sizes.length);
    expect(chart).toContain('H (ms per training step)');
    expect(chart).not.toContain('NaN');
    expect(drawChart([])).toBeUndefined();
  });
});

describe('start', () => {
  const start = { kind: 'start', name: 'start-lstm-128', limit: 30 } as const;

  it('gives what Sluice takes more than an empty script', () => {
    const text = report({ kind: 'start', work: start, empty: [40, 42, 41], sluice: [60, 63, 61] });
    // 20, 21 and 20 ms more
    expect(text).toMatch(
      /\| Sluice +\| 61\.0 +\| 60\.5 to 62\.0 +\| 20\.0 +\| 20\.0 to 20\.5 +\| < 30 +\| yes +\|/,
    );
  });

  it('says why there are no figures', () => {
    const problem = 'The build failed.';
    expect(report({ kind: 'start', work: start, problem, empty: [], sluice: [] })).toContain(
      'Not measured: The build failed.',
    );
  });
});

it('writes numbers with three digits that matter', () => {
  expect([0.8412, 8.578, 33.14, 155.4, 22476, 0].map(formatNumber)).toEqual([
    '0.841',
    '8.58',
    '33.1',
    '155',
    '22476',
    '0.00',
  ]);
});
