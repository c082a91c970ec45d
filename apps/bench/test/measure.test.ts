import { describe, expect, it } from 'vitest';
import { cases } from '../src/cases.js';
import type { Contestant } from '../src/contestant.js';
import { measureCase, type CaseResult } from '../src/measure.js';
import { formatReport } from '../src/report.js';
import { runRounds } from '../src/rounds.js';
import { spreadOf } from '../src/statistics.js';

const work = cases[0]!;

interface Fake {
  readonly name: string;
  readonly loss?: (step: number) => number;
  readonly milliseconds?: number;
  /** Where it writes its name at each step. */
  readonly diary?: string[];
}

function fake({ name, loss = () => 2, milliseconds = 1, diary = [] }: Fake): Contestant {
  let step = 0;
  return {
    name,
    about: `${name} 1.0`,
    step: () => {
      diary.push(name);
      return Promise.resolve({ loss: loss(step++), milliseconds, processorMilliseconds: milliseconds / 2 });
    },
    close: () => undefined,
  };
}

const measure = (...contestants: Contestant[]): Promise<CaseResult> =>
  measureCase(work, contestants, {
    warmUpSteps: 3,
    repeats: 2,
    absent: [{ name: 'Abacus', missing: 'no beads' }],
  });

describe('runRounds', () => {
  it('warms everyone up, then lets them take turns and begins each round with another', async () => {
    const diary: string[] = [];
    const readings = await runRounds([fake({ name: 'a', diary }), fake({ name: 'b', diary })], {
      warmUpSteps: 3,
      repeats: 3,
    });
    expect(diary.join('')).toBe('aaabbb_aabb_bbaa_aabb'.replaceAll('_', ''));
    expect(readings.map(({ losses, rounds }) => [losses.length, rounds.length])).toEqual([
      [3, 3],
      [3, 3],
    ]);
  });
});

describe('measureCase', () => {
  const verdict = async (loss: (step: number) => number): Promise<boolean> => {
    const result = await measure(
      fake({ name: 'Sluice', loss: (step) => 2 - step / 10 }),
      fake({ name: 'peer', loss }),
    );
    return result.measurements[1]!.sameWork;
  };

  it('accepts what differs by rounding', async () => {
    expect(await verdict((step) => 2 - step / 10 + 1e-6)).toBe(true);
  });

  it('sees another start, another update and NaN', async () => {
    expect(await verdict((step) => 2.001 - step / 10)).toBe(false);
    expect(await verdict((step) => 2 - step / 11)).toBe(false);
    expect(await verdict((step) => (step === 2 ? NaN : 2 - step / 10))).toBe(false);
  });
});

describe('spreadOf', () => {
  it('finds the quartiles on the line between neighbours', () => {
    // sorted 1 2 4 8: the places of the quartiles are 0.75, 1.5 and 2.25
    expect(spreadOf([8, 1, 4, 2])).toEqual({ lowerQuartile: 1.75, median: 3, upperQuartile: 5 });
    expect(spreadOf([7])).toEqual({ lowerQuartile: 7, median: 7, upperQuartile: 7 });
  });
});

describe('formatReport', () => {
  const report = async (loss: number): Promise<string> =>
    formatReport({
      date: '2026-01-02',
      machine: { processor: 'Z80', cores: 1, memoryGigabytes: 4, system: 'CP/M 2.2', node: 'v20.0.0' },
      load: { before: 0.1, after: 1.2 },
      cases: [
        await measure(
          fake({ name: 'Sluice', milliseconds: 20 }),
          fake({ name: 'peer', milliseconds: 50, loss: () => loss }),
        ),
      ],
    });

  it('states the machine, the figures and who is missing', async () => {
    const text = await report(2);
    expect(text).toContain('Z80, 1 core, 4 GB, CP/M 2.2, Node v20.0.0. Load average 0.1 before');
    // 1.18 GFLOP in 50 ms is 23.6 GFLOP/s, and 50 ms is 2.5 times 20 ms
    expect(text).toMatch(/\| peer +\| 50\.00 +\| 50\.00 to 50\.00 +\| 25\.00 +\| 23\.6 +\| 2\.50 /);
    expect(text).toMatch(/\| Abacus +\| missing /);
    expect(text).toContain('- Abacus is missing: no beads');
    expect(text).toContain('- peer: peer 1.0; same start and training: yes, |Δ| = 0.0e+0 at step 0');
  });

  it('says aloud when someone did other work', async () => {
    expect(await report(2.5)).toContain('same start and training: NO, |Δ| = 5.0e-1 at step 0');
  });
});
