import { countOperations, describeCase, type BenchCase } from './cases.js';
import type { Machine } from './machine.js';
import type { CaseResult, Measurement } from './measure.js';
import { spreadOf, type Spread } from './statistics.js';
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
    `${processor}, ${count(cores, 'core')}, ${memoryGigabytes} GB, ${system}, Node ${node}. Load average ${load.before} before ` +
      `the run and ${load.after} at its end, of which the run itself makes about 1. ${date}.`,
    'Each contestant is a process of its own. They take turns, one measured step a turn after one that is not ' +
      'measured, all warm; a step includes reading its loss. Figures are medians. "CPU ms" is the time that all ' +
      'threads of a contestant computed: where it is well below the time that passed, the machine was busy with ' +
      'other things. "Against Sluice" compares steps of the same round: 2 is twice the time. GFLOP/s counts the ' +
      'matrix products only.',
    ...cases.map(formatCase),
  ].join('\n\n');
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

function formatCase({ work, measurements, absent }: CaseResult): string {
  const columns = [
    'contestant',
    'ms per step',
    'quartiles',
    'CPU ms',
    'GFLOP/s',
    'against Sluice',
    'quartiles',
  ];
  const ours = measurements[0]!;
  const rows = measurements.map((measurement) => formatRow(work, measurement, ours));
  return [
    `## ${work.name}`,
    `${describeCase(work)}. ${count(ours.rounds.length, 'round')}.`,
    formatTable(columns, [...rows, ...absent.map(({ name }) => [name, 'missing', '', '', '', '', ''])]),
    [
      ...measurements.map((each) => `- ${each.name}: ${each.about}; ${describeWork(each, ours)}`),
      ...absent.map(({ name, missing }) => `- ${name} is missing: ${missing}`),
    ].join('\n'),
  ].join('\n\n');
}

function formatRow(work: BenchCase, { name, rounds }: Measurement, ours: Measurement): string[] {
  const time = spreadOf(rounds.map(({ milliseconds }) => milliseconds));
  const processor = spreadOf(rounds.map(({ processorMilliseconds }) => processorMilliseconds));
  const ratio = spreadOf(rounds.map(({ milliseconds }, i) => milliseconds / ours.rounds[i]!.milliseconds));
  return [
    name,
    time.median.toFixed(2),
    formatQuartiles(time),
    processor.median.toFixed(2),
    (countOperations(work) / time.median / 1e6).toFixed(1),
    ratio.median.toFixed(2),
    name === ours.name ? '' : formatQuartiles(ratio),
  ];
}

const formatQuartiles = ({ lowerQuartile, upperQuartile }: Spread): string =>
  `${lowerQuartile.toFixed(2)} to ${upperQuartile.toFixed(2)}`;

/** Says whether someone did the same work as Sluice: the first loss tells of the forward part, later ones of the rest. */
function describeWork(measurement: Measurement, ours: Measurement): string {
  const { losses, startDifference, trainingDifference, sameWork } = measurement;
  const last = losses.length - 1;
  return measurement === ours
    ? `loss ${losses[0]!.toFixed(6)} at step 0, ${losses[last]!.toFixed(6)} at step ${last}`
    : `same start and training: ${sameWork ? 'yes' : 'NO'}, |Δ| = ${startDifference.toExponential(1)} at step 0 ` +
        `and at most ${trainingDifference.toExponential(1)} up to step ${last}`;
}
