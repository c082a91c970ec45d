import type { Measure } from '../../training/race-news.js';
import type { Lane, Point } from '../../training/race-state.js';

/** What has become of a cell. */
export type Outcome =
  | { readonly kind: 'solved'; readonly step: number }
  /** `nothingFrom` is the place of the span from which on it is as bad as without a memory. */
  | { readonly kind: 'part'; readonly value: number; readonly nothingFrom?: number }
  | { readonly kind: 'nothing' };

/** The accuracy from which on a task counts as solved here. */
const solvedFrom = 0.95;

/** Whether a value is as good as is asked for. */
export const isSolved = (measure: Measure, value: number): boolean =>
  measure.better === 'higher' ? value >= solvedFrom : value <= (measure.solved ?? 0);

/** Whether a value cannot be told from that of somebody without a memory, give or take what a few hundred examples differ. */
export const isNothing = ({ better, baseline }: Measure, value: number): boolean =>
  better === 'higher' ? value < baseline + (1 - baseline) / 10 : value > 0.8 * baseline;

/** What has become of a cell, once it was evaluated after its first steps. */
export function outcomeOf(measure: Measure, { points }: Lane): Outcome | undefined {
  const last = points.at(-1);
  if (!last || last.step === 0) return undefined;
  if (isSolved(measure, last.value)) return { kind: 'solved', step: solvedSince(measure, points) };
  if (isNothing(measure, last.value)) return { kind: 'nothing' };
  const nothingFrom = 1 + last.bySpan.findLastIndex((value) => !isNothing(measure, value));
  return { kind: 'part', value: last.value, ...(nothingFrom < last.bySpan.length && { nothingFrom }) };
}

/** The step from which on every evaluation was as good as is asked for: what was lost again was not learnt. */
function solvedSince(measure: Measure, points: readonly Point[]): number {
  const missed = points.findLastIndex(({ value }) => !isSolved(measure, value));
  return points[missed + 1]!.step;
}
