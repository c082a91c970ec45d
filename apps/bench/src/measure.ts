import type { BenchCase } from './cases.js';
import type { Contestant } from './contestant.js';
import type { Missing } from './peers.js';
import { runRounds, type Readings, type RoundOptions } from './rounds.js';

// Rounding moves a loss by about 1e-6 and Adam lets that grow; another weight, gate or update moves it by 1e-3 and more.
const startTolerance = 1e-5;
const trainingTolerance = 1e-4;

/** What one contestant showed in a case. */
export interface Measurement extends Readings {
  readonly name: string;
  readonly about: string;
  /** How far its loss at step 0 is from Sluice's. */
  readonly startDifference: number;
  /** How far its losses of the warm-up are from Sluice's at most. */
  readonly trainingDifference: number;
  /** Whether it computes what Sluice computes: the same loss from the same weights, and the same training. */
  readonly sameWork: boolean;
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

/** Measures the contestants of a case. The first is the one that the others are compared with. */
export async function measureCase(
  work: BenchCase,
  contestants: readonly Contestant[],
  { absent, ...options }: RoundOptions & { readonly absent: readonly Absence[] },
): Promise<CaseResult> {
  const readings = await runRounds(contestants, options);
  const ours = readings[0]!.losses;
  const measurements = contestants.map(({ name, about }, i): Measurement => {
    const differences = readings[i]!.losses.map((loss, step) => Math.abs(loss - ours[step]!));
    const startDifference = differences[0]!;
    const trainingDifference = Math.max(...differences);
    const sameWork = startDifference <= startTolerance && trainingDifference <= trainingTolerance;
    return { name, about, ...readings[i]!, startDifference, trainingDifference, sameWork };
  });
  return { work, measurements, absent };
}
