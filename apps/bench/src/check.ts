import type { Work } from './cases/work.js';
import type { Contestant } from './contestant.js';

/** How long someone may take to be checked after its first two steps. */
const patienceMilliseconds = 5000;

/** How many steps are compared, and how closely their results must agree. */
interface Agreement {
  readonly steps: number;
  /** For the first step. */
  readonly startTolerance: number;
  /** For all of them. */
  readonly tolerance: number;
}

const agreements: Readonly<Record<Work['kind'], Agreement>> = {
  // Rounding moves a loss by about 1e-6; another weight, gate or update moves it by 1e-3 and more. Further on, training
  // a wide layer comes to places where it makes rounding a hundred times as large.
  'training-step': { steps: 15, startTolerance: 1e-5, tolerance: 1e-4 },
  // The fourth loss has taken in three updates by every gradient. Not much later a phased LSTM comes to where rounding
  // decides on which side of a jump it is.
  'cell-training': { steps: 4, startTolerance: 1e-5, tolerance: 1e-4 },
  'streaming-step': { steps: 21, startTolerance: 1e-4, tolerance: 1e-4 },
  forward: { steps: 1, startTolerance: 1e-4, tolerance: 1e-4 },
};

/** Whether someone computes what Sluice computes. */
export interface Comparison {
  /** Number of steps that were compared: fewer where a step takes seconds. */
  readonly steps: number;
  /** How far its results of the first step are from Sluice's at most. */
  readonly startDifference: number;
  /** How far its results of all compared steps are from Sluice's at most. */
  readonly difference: number;
  /** Whether these are the same results but for rounding. */
  readonly same: boolean;
}

/** Does the first steps of some work, all from the same weights, and gives the results of each. */
export async function firstResults(work: Work, contestant: Contestant): Promise<Float32Array[]> {
  const results: Float32Array[] = [];
  const started = performance.now();
  while (
    results.length < agreements[work.kind].steps &&
    (results.length < 2 || performance.now() - started < patienceMilliseconds)
  ) {
    results.push(await contestant.check(1));
  }
  return results;
}

/** Compares the results of someone's first steps with Sluice's. */
export function compareResults(
  work: Work,
  ours: readonly Float32Array[],
  theirs: readonly Float32Array[],
): Comparison {
  const { startTolerance, tolerance } = agreements[work.kind];
  const steps = Math.min(ours.length, theirs.length);
  const differences = ours.slice(0, steps).map((each, i) => largestDifference(each, theirs[i]!));
  const startDifference = differences[0]!;
  const difference = Math.max(...differences);
  return {
    steps,
    startDifference,
    difference,
    same: startDifference <= startTolerance && difference <= tolerance,
  };
}

/** NaN, and so never small enough, where a number is missing or is none. */
function largestDifference(ours: Float32Array, theirs: Float32Array): number {
  if (ours.length !== theirs.length) return NaN;
  return ours.reduce((largest, each, i) => Math.max(largest, Math.abs(each - theirs[i]!)), 0);
}
