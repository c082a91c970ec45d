import type { Work } from '../cases/work.js';
import type { Measurement } from '../measure.js';
import type { PeerName } from '../peers/names.js';
import type { RoundReading } from '../rounds.js';
import { spreadOf, type Spread } from '../statistics.js';

/** Someone's time divided by Sluice's. */
export interface Ratio {
  readonly spread: Spread;
  /** The least ratio that was asked for. */
  readonly target: number | undefined;
  /** Whether the median reaches the target. */
  readonly reached: boolean | undefined;
}

/** Milliseconds of one step. */
export const stepMilliseconds = ({ steps, milliseconds }: RoundReading): number => milliseconds / steps;

/** Compares two contestants by the readings of the same rounds. */
export function ratioOf(work: Work, theirs: Measurement, ours: Measurement): Ratio {
  const goal = work.against[theirs.name as PeerName];
  const target = goal !== undefined && 'atLeast' in goal ? goal.atLeast : undefined;
  const byRound = new Map(ours.readings.map((reading) => [reading.round, stepMilliseconds(reading)]));
  const spread = spreadOf(
    theirs.readings.map((reading) => stepMilliseconds(reading) / byRound.get(reading.round)!),
  );
  return { spread, target, reached: target === undefined ? undefined : spread.median >= target };
}
