import type { SharedWork } from '../cases/work.js';
import type { WorkResult } from '../measure.js';
import { spreadOf } from '../statistics.js';
import { formatNumber } from './format.js';
import { ratioOf, stepMilliseconds } from './ratios.js';
import { formatTable } from './table.js';
import { unitOf } from './work-table.js';

/** One table of all cases of a kind: each peer's time divided by Sluice's, with the target. */
export function formatSummary(results: readonly WorkResult<SharedWork>[]): string {
  const everyone = results.flatMap(({ work, absent }) => [
    ...Object.keys(work.against),
    ...absent.map(({ name }) => name),
  ]);
  const peers = [...new Set(everyone)];
  const { name: unit } = unitOf(results[0]!.work);
  return formatTable(
    ['case', `Sluice, ${unit}`, ...peers],
    results.map((result) => [
      result.work.name,
      formatTime(result),
      ...peers.map((name) => formatCell(result, name)),
    ]),
  );
}

function formatTime({ work, measurements }: WorkResult<SharedWork>): string {
  const times = measurements[0]!.readings.map(stepMilliseconds);
  return formatNumber(spreadOf(times).median * unitOf(work).perMillisecond);
}

function formatCell({ work, measurements, absent }: WorkResult<SharedWork>, name: string): string {
  const theirs = measurements.find((each) => each.name === name);
  if (theirs === undefined) return absent.some((each) => each.name === name) ? 'missing' : '';
  const { spread, target, reached } = ratioOf(work, theirs, measurements[0]!);
  const figure = spread.median.toFixed(2);
  return target === undefined ? figure : `${figure} ${reached ? '≥' : '**<**'} ${formatNumber(target)}`;
}

/** What stands over each kind of work. */
export const kindTitles: Readonly<Record<SharedWork['kind'], string>> = {
  'training-step': 'Training step',
  'streaming-step': 'Streaming step',
  forward: 'Forward over a sequence',
};
