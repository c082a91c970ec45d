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

/** Milliseconds that one step computed, which other work on the machine moves less. */
export const processorMilliseconds = ({ steps, processorMilliseconds }: RoundReading): number =>
  processorMilliseconds / steps;

/** Compares two contestants by the readings of the same rounds. */
export function ratioOf(
  work: Work,
  theirs: Measurement,
  ours: Measurement,
  read: (reading: RoundReading) => number = stepMilliseconds,
): Ratio {
  const goal = work.against[theirs.name as PeerName];
  const target = goal !== undefined && 'atLeast' in goal ? goal.atLeast : undefined;
  const byRound = new Map(ours.readings.map((reading) => [reading.round, read(reading)]));
  const spread = spreadOf(theirs.readings.map((reading) => read(reading) / byRound.get(reading.round)!));
  return { spread, target, reached: target === undefined ? undefined : spread.median >= target };
}
