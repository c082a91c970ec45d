import { countOperations, describeWork } from '../cases/describe.js';
import type { SharedWork } from '../cases/work.js';
import type { Measurement, WorkResult } from '../measure.js';
import { spreadOf } from '../statistics.js';
import { formatCount, formatNumber, formatQuartiles, formatVerdict } from './format.js';
import { ratioOf, stepMilliseconds } from './ratios.js';
import { formatTable } from './table.js';

/** A streaming step takes microseconds, everything else milliseconds. */
export const unitOf = ({ kind }: SharedWork): { readonly name: string; readonly perMillisecond: number } =>
  kind === 'streaming-step' ? { name: 'µs', perMillisecond: 1000 } : { name: 'ms', perMillisecond: 1 };

/** Writes all that a case showed. */
export function formatWork({ work, measurements, absent }: WorkResult<SharedWork>): string {
  const { name: unit } = unitOf(work);
  const columns = [
    'contestant',
    `${unit} per step`,
    'quartiles',
    `CPU ${unit}`,
    'GFLOP/s',
    'rounds',
    '÷ Sluice',
    'quartiles',
    'target',
    'reached',
  ];
  const ours = measurements[0]!;
  const rows = [
    ...measurements.map((measurement) => formatRow(work, measurement, ours)),
    ...absent.map(({ name }) => [name, 'missing', ...columns.slice(2).map(() => '')]),
  ];
  return [
    `### ${work.name}`,
    `${capitalize(describeWork(work))}. ${formatCount(ours.readings.length, 'round')}.`,
    formatTable(columns, rows),
    [
      ...measurements.map((each) => `- ${each.name}: ${each.about}; ${describeResults(work, each, ours)}`),
      ...absent.map(({ name, missing }) => `- ${name} is missing: ${missing}`),
    ].join('\n'),
  ].join('\n\n');
}

function formatRow(work: SharedWork, measurement: Measurement, ours: Measurement): string[] {
  const { name, readings } = measurement;
  const { perMillisecond } = unitOf(work);
  const time = spreadOf(readings.map((reading) => stepMilliseconds(reading) * perMillisecond));
  const processor = spreadOf(
    readings.map(({ steps, processorMilliseconds }) => (processorMilliseconds / steps) * perMillisecond),
  );
  const ratio = ratioOf(work, measurement, ours);
  return [
    name,
    formatNumber(time.median),
    formatQuartiles(time),
    formatNumber(processor.median),
    ((countOperations(work) * perMillisecond) / time.median / 1e6).toFixed(1),
    String(readings.length),
    ratio.spread.median.toFixed(2),
    measurement === ours ? '' : formatQuartiles(ratio.spread),
    ratio.target === undefined ? '' : formatNumber(ratio.target),
    ratio.reached === undefined ? '' : formatVerdict(ratio.reached),
  ];
}

/** Says whether someone did the same work as Sluice: a first loss tells of the forward part, later ones of the rest. */
function describeResults(work: SharedWork, { comparison, results }: Measurement, ours: Measurement): string {
  const { same, steps, startDifference, difference } = comparison;
  const verdict = same ? 'yes' : 'NO';
  const [first, last] = results;
  const most = difference.toExponential(1);
  if (work.kind === 'training-step') {
    return comparison === ours.comparison
      ? `loss ${first.toFixed(6)} at step 0, ${last.toFixed(6)} at step ${steps - 1}`
      : `same start and training: ${verdict}, |Δ| = ${startDifference.toExponential(1)} at step 0 ` +
          `and at most ${most} up to step ${steps - 1}`;
  }
  return comparison === ours.comparison
    ? `output ${first.toFixed(6)}, …`
    : `same outputs: ${verdict}, |Δ| at most ${most} over ${formatCount(steps, 'step')}`;
}

const capitalize = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
