import { countOperations, describeCase } from './cases.js';
import type { Machine } from './machine.js';
import type { CaseResult, Measurement } from './measure.js';
import { spreadOf } from './statistics.js';
import { formatTable } from './table.js';

/** A whole run, as it is written to a file. */
export interface Report {
  readonly date: string;
  readonly machine: Machine;
  /** Load average over the minute before the run, and over its last minute; the run itself makes about 1. */
  readonly load: { readonly before: number; readonly after: number };
  readonly cases: readonly CaseResult[];
}

/** Writes a run as Markdown, which is what the terminal shows too. */
export function formatReport({ date, machine, load, cases }: Report): string {
  const { processor, cores, memoryGigabytes, system, node } = machine;
  return [
    '# Sluice and its peers',
    `${processor}, ${cores} cores, ${memoryGigabytes} GB, ${system}, Node ${node}. Load average ${load.before} before ` +
      `the run and ${load.after} at its end, of which the run itself makes about 1. ${date}.`,
    'Each contestant is a process of its own. They take turns, one measured step a turn after one that is not ' +
      'measured, all warm; a step includes reading its loss. "Against Sluice" compares steps of the same round: ' +
      '2 is twice the time. GFLOP/s counts the matrix products only.',
    ...cases.map(formatCase),
  ].join('\n\n');
}

function formatCase({ work, measurements, absent }: CaseResult): string {
  const ours = measurements[0]!;
  const operations = countOperations(work);
  const columns = [
    'contestant',
    'ms per step: median',
    'quartiles',
    'GFLOP/s',
    'against Sluice: median',
    'quartiles',
  ];
  const rows = measurements.map((measurement) => {
    const time = spreadOf(measurement.milliseconds);
    const ratio = spreadOf(measurement.milliseconds.map((each, round) => each / ours.milliseconds[round]!));
    return [
      measurement.name,
      time.median.toFixed(2),
      `${time.lowerQuartile.toFixed(2)} to ${time.upperQuartile.toFixed(2)}`,
      (operations / time.median / 1e6).toFixed(1),
      ...(measurement === ours
        ? ['1', '']
        : [
            ratio.median.toFixed(2),
            `${ratio.lowerQuartile.toFixed(2)} to ${ratio.upperQuartile.toFixed(2)}`,
          ]),
    ];
  });
  const missing = absent.map(({ name }) => [name, 'missing', '', '', '', '']);
  return [
    `## ${work.name}`,
    `${describeCase(work)}. ${ours.milliseconds.length} rounds.`,
    formatTable(columns, [...rows, ...missing]),
    [
      ...measurements.map((each) => `- ${each.name}: ${each.about}; ${describeLosses(each, ours)}`),
      ...absent.map((peer) => `- ${peer.name} is missing: ${peer.missing}`),
    ].join('\n'),
  ].join('\n\n');
}

/** Says whether someone did the same work as Sluice: the first loss tells of the forward part, a later one of the rest. */
function describeLosses({ losses, sameStart }: Measurement, ours: Measurement): string {
  const last = losses.length - 1;
  const difference = (step: number): string =>
    `|Δ| = ${Math.abs(losses[step]! - ours.losses[step]!).toExponential(1)}`;
  return losses === ours.losses
    ? `loss ${losses[0]!.toFixed(6)} at step 0, ${losses[last]!.toFixed(6)} at step ${last}`
    : `same start: ${sameStart ? 'yes' : 'NO'}, ${difference(0)}; at step ${last} ${difference(last)}`;
}
