import type { SharedWork, Work } from '../cases/work.js';
import type { Machine } from '../machine.js';
import type { WorkResult } from '../measure.js';
import type { CaseResult } from '../run-case.js';
import { formatCells } from './cell-table.js';
import { formatCount } from './format.js';
import { formatScaling } from './scaling-table.js';
import { formatStart } from './start-table.js';
import { formatSummary, kindTitles } from './summary.js';
import { formatWork } from './work-table.js';

/** A whole run, as it is written to a file. */
export interface Report {
  readonly date: string;
  readonly machine: Machine;
  /** Load average over the minute before the run, and over its last minute; the run itself makes about 1. */
  readonly load: { readonly before: number; readonly after: number };
  /** Most rounds of a case. */
  readonly repeats: number;
  readonly results: readonly CaseResult[];
}

/** Writes a run as Markdown, which is what the terminal shows too. `chart` is the file with the curves. */
export function formatReport({ date, machine, load, results }: Report, chart?: string): string {
  const { processor, cores, memoryGigabytes, system, node } = machine;
  const scalings = results.filter((result) => result.kind === 'scaling');
  const cells = ofKind(results, 'cell-training');
  const starts = results.filter((result) => result.kind === 'start');
  return [
    '# Sluice and its peers',
    `${processor}, ${formatCount(cores, 'core')}, ${memoryGigabytes} GB, ${system}, Node ${node}. Load average ${load.before} before ` +
      `the run and ${load.after} at its end, of which the run itself makes about 1. ${date}.`,
    'Each contestant is a process of its own. They take turns, all warm. A reading is as many steps as take about ' +
      '20 ms, at least one, after some that are not measured, and includes reading every result; figures are medians of ' +
      'the readings, per step. Whoever takes seconds for a step takes part in fewer rounds. "CPU" is the time that all ' +
      'threads of a contestant computed: where it is well below the time that passed, the machine was busy with other ' +
      'things. "÷ Sluice" compares readings of the same round: 2 is twice the time. A target is the least ratio of ' +
      'medians. GFLOP/s counts the matrix products only.',
    ...kinds.flatMap((kind) => formatKind(kindTitles[kind], ofKind(results, kind))),
    ...(cells.length > 0 ? ['## Every cell', ...formatCells(cells)] : []),
    ...(starts.length > 0 ? ['## Start', ...starts.map(formatStart)] : []),
    ...(scalings.length > 0 ? ['## Growth', ...scalings.map(formatScaling)] : []),
    ...(chart === undefined ? [] : [`![Time of a training step against T, B and H](${chart})`]),
  ].join('\n\n');
}

const kinds = Object.keys(kindTitles) as SharedWork['kind'][];

const ofKind = <K extends Work['kind']>(
  results: readonly CaseResult[],
  kind: K,
): WorkResult<Extract<Work, { kind: K }>>[] =>
  results.filter(
    (result): result is WorkResult<Extract<Work, { kind: K }>> =>
      result.kind === 'work' && result.work.kind === kind,
  );

function formatKind(title: string, results: readonly WorkResult<SharedWork>[]): string[] {
  if (results.length === 0) return [];
  const summary =
    "Each peer's time ÷ Sluice's, beside the target where there is one; bold where it is not reached.";
  return [`## ${title}`, summary, formatSummary(results), ...results.map(formatWork)];
}
