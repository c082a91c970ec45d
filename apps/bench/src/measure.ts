import type { Work } from './cases/work.js';
import { compareResults, firstResults, type Comparison } from './check.js';
import type { Contestant } from './contestant.js';
import {
  messageOf,
  planRounds,
  takeTurns,
  type Plan,
  type RoundOptions,
  type RoundReading,
} from './rounds.js';

/** What one contestant showed in a case. */
export interface Measurement {
  readonly name: string;
  readonly about: string;
  /** How its results compare with Sluice's. */
  readonly comparison: Comparison;
  /** The loss, or the first output, of the first step and of the last compared one. */
  readonly results: readonly [number, number];
  readonly readings: readonly RoundReading[];
}

/** Someone who did not take part, and why. */
export interface Absence {
  readonly name: string;
  readonly missing: string;
}

/** All that one case showed. */
export interface WorkResult<W extends Work = Work> {
  readonly kind: 'work';
  readonly work: W;
  /** Sluice comes first; the others are compared with it. */
  readonly measurements: readonly Measurement[];
  readonly absent: readonly Absence[];
}

/** Measures the contestants of a case. The first is the one that the others are compared with. */
export async function measureWork<W extends Work>(
  work: W,
  contestants: readonly Contestant[],
  { absent, ...options }: RoundOptions & { readonly absent: readonly Absence[] },
): Promise<WorkResult<W>> {
  const present: { readonly plan: Plan; readonly results: readonly Float32Array[] }[] = [];
  const failed: Absence[] = [];
  for (const contestant of contestants) {
    try {
      const results = await firstResults(work, contestant);
      present.push({ plan: await planRounds(contestant, options), results });
    } catch (error) {
      if (contestant === contestants[0]) throw error;
      failed.push({ name: contestant.name, missing: messageOf(error) });
    }
  }
  const turns = await takeTurns(present.map(({ plan }) => plan));
  const ours = present[0]!.results;
  const measurements: Measurement[] = [];
  for (const [i, { plan, results }] of present.entries()) {
    const { name, about } = plan.contestant;
    const { readings, failure } = turns[i]!;
    if (failure !== undefined) {
      failed.push({ name, missing: failure });
      continue;
    }
    const firstAndLast = [results[0]![0]!, results.at(-1)![0]!] as const;
    measurements.push({
      name,
      about,
      comparison: compareResults(work, ours, results),
      results: firstAndLast,
      readings,
    });
  }
  return { kind: 'work', work, measurements, absent: [...absent, ...failed] };
}
