import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { works } from '../src/cases/index.js';
import { scalings } from '../src/cases/scaling.js';
import type { Work } from '../src/cases/work.js';
import { measureWork } from '../src/measure.js';
import { measureScaling } from '../src/measure-scaling.js';
import { measureStart } from '../src/measure-start.js';
import { fake, type Fake } from './fake.js';
import { quick } from './tiny.js';

const training = works.find(({ kind }) => kind === 'training-step')!;
const forward = works.find(({ kind }) => kind === 'forward')!;

describe('measureWork', () => {
  const verdict = async (work: Work, result: (step: number) => number): Promise<boolean> => {
    const { measurements } = await measureWork(
      work,
      [fake({ name: 'Sluice', result: (step) => 2 - step / 10 }), fake({ name: 'peer', result })],
      { ...quick, absent: [] },
    );
    return measurements[1]!.comparison.same;
  };

  it('accepts what differs by rounding', async () => {
    expect(await verdict(training, (step) => 2 - step / 10 + 1e-6)).toBe(true);
    expect(await verdict(forward, (step) => 2 - step / 10 + 9e-5)).toBe(true);
  });

  it('sees another start, another update and NaN', async () => {
    expect(await verdict(training, (step) => 2.00005 - step / 10)).toBe(false);
    expect(await verdict(training, (step) => 2 - step / 11)).toBe(false);
    expect(await verdict(training, (step) => (step === 2 ? NaN : 2 - step / 10))).toBe(false);
    expect(await verdict(forward, () => 2.0002)).toBe(false);
  });

  it('names those who fail, with the reason', async () => {
    const late: Fake = { name: 'late', failAt: 5 };
    const { measurements, absent } = await measureWork(
      training,
      [fake({ name: 'Sluice' }), fake({ name: 'early', failAt: 0 }), fake(late)],
      { ...quick, absent: [{ name: 'Abacus', missing: 'no beads' }] },
    );
    expect(measurements.map(({ name }) => name)).toEqual(['Sluice']);
    expect(absent).toEqual([
      { name: 'Abacus', missing: 'no beads' },
      { name: 'early', missing: 'early is out of memory' },
      { name: 'late', missing: 'late is out of memory' },
    ]);
  });
});

describe('measureScaling', () => {
  it('measures each size in every round', async () => {
    const [scaling] = scalings;
    const closed: string[] = [];
    const { points } = await measureScaling(
      scaling!,
      ({ work }) => {
        const contestant = fake({ name: work.name, milliseconds: work.timeSteps });
        return Promise.resolve({ ...contestant, close: () => void closed.push(work.name) });
      },
      { ...quick, repeats: 5, patienceMilliseconds: 4 * 2 * 256 },
    );
    expect(points.map(({ size }) => size)).toEqual(scaling!.sizes);
    // the longest step has time for four rounds
    expect(points.map(({ readings }) => readings.length)).toEqual(scaling!.sizes.map(() => 4));
    expect(closed).toHaveLength(scaling!.sizes.length);
  });
});

describe('measureStart', () => {
  const work = { kind: 'start', name: 'start', limit: 30 } as const;
  const program = (name: string): string => fileURLToPath(new URL(`programs/${name}.mjs`, import.meta.url));
  const build = (): Promise<void> => Promise.resolve();

  it('times scripts until they print a number', async () => {
    const scripts = { empty: program('prints-number'), sluice: program('prints-number') };
    const { empty, sluice, problem } = await measureStart(work, { repeats: 2, scripts, build });
    expect(problem).toBeUndefined();
    expect([...empty, ...sluice].every((milliseconds) => milliseconds > 0)).toBe(true);
    expect([empty.length, sluice.length]).toEqual([2, 2]);
  });

  it('says why nothing was measured', async () => {
    const scripts = { empty: program('prints-number'), sluice: program('fails') };
    const result = await measureStart(work, { repeats: 2, scripts, build });
    expect(result.problem).toContain('fails.mjs printed no number: There is nothing to import.');
    const unbuilt = await measureStart(work, {
      repeats: 2,
      scripts,
      build: () => Promise.reject(new Error('The build failed.')),
    });
    expect(unbuilt).toMatchObject({ problem: 'The build failed.', empty: [], sluice: [] });
  });
});
