import type { BenchCase } from './cases.js';
import type { Contestant } from './contestant.js';
import type { Missing } from './peers.js';
import { runRounds, type RoundOptions } from './rounds.js';

/** How far the loss at step 0 may differ from Sluice's for both to have done the same work. */
const startTolerance = 1e-5;

/** What one contestant showed in a case. */
export interface Measurement {
  readonly name: string;
  readonly about: string;
  /** The losses of the warm-up. */
  readonly losses: readonly number[];
  /** How long each measured step took, by round. */
  readonly milliseconds: readonly number[];
  /** Whether the loss at step 0 is Sluice's. */
  readonly sameStart: boolean;
}

/** Someone who did not take part, and why. */
export interface Absence extends Missing {
  readonly name: string;
}

/** All that one case showed. */
export interface CaseResult {
  readonly work: BenchCase;
  /** Sluice comes first; the others are compared with it. */
  readonly measurements: readonly Measurement[];
  readonly absent: readonly Absence[];
}

/** Measures the contestants of a case, of which the first is the one that the others are compared with. */
export async function measureCase(
  work: BenchCase,
  contestants: readonly Contestant[],
  { absent, ...options }: RoundOptions & { readonly absent: readonly Absence[] },
): Promise<CaseResult> {
  const readings = await runRounds(contestants, options);
  const start = readings[0]!.losses[0]!;
  return {
    work,
    absent,
    measurements: contestants.map(({ name, about }, i) => ({
      name,
      about,
      ...readings[i]!,
      sameStart: Math.abs(readings[i]!.losses[0]! - start) <= startTolerance,
    })),
  };
}
