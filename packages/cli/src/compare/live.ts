import { knownOr, type Output } from '../io.js';
import { formatDuration } from '../numbers.js';
import { countSteps } from './budget.js';
import type { Status } from './conduct.js';
import { chooseRate, countRuns, isTuned } from './schedule.js';
import { nameOf, type Run, type RunResult } from './settings.js';
import { median } from './statistics.js';
import { spread } from './summary.js';
import { toLines, type Table } from './tables.js';
import { createTask } from './tasks.js';
import { formatSeconds, formatValue } from './words.js';

/** Shows how a comparison comes along: a table where somebody looks, a line for each run that ends elsewhere. */
export interface Live {
  update(status: Status): void;
  /** Says something on a line of its own. */
  note(text: string): void;
  stop(): void;
}

/** Milliseconds from one picture of the table to the next. */
const tableInterval = 100;

/** Milliseconds without a line after which there is one, where there is no table. */
const lineInterval = 60_000;

/** @param before - results that are known already. */
export const createLive = (output: Output, before: readonly RunResult[]): Live =>
  output.isTTY ? createTable(output) : createLog(output, before);

/** A table, drawn over itself. No setting of the terminal is changed, so that a kill leaves none behind. */
function createTable(output: Output): Live {
  const timer = createTimer();
  let shown: readonly string[] = [];
  let drawn = -Infinity;
  let latest: Status | undefined;
  const columns = (): number => knownOr(output.columns, 80);
  const home = (): string => {
    // A window that has become narrower has broken lines in two.
    const rows = shown.reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / columns())), 0);
    return rows > 0 ? `\r\x1b[${rows}A` : '\r';
  };
  const draw = (): void => {
    if (!latest) return;
    const lines = formatLive(latest, timer(latest), { columns: columns(), rows: knownOr(output.rows, 24) });
    // All of it in one piece, and nothing is erased before it is written over: so it does not flicker.
    output.write(`${home()}${lines.map((line) => `${line}\x1b[K\n`).join('')}\x1b[J`);
    shown = lines;
    drawn = performance.now();
  };
  return {
    update: (status) => {
      latest = status;
      if (performance.now() - drawn >= tableInterval) draw();
    },
    note: (text) => {
      output.write(`${home()}\x1b[J${text}\n`);
      shown = [];
      draw();
    },
    stop: draw,
  };
}

/** A line for each run that ends, and one now and then in between. */
function createLog(output: Output, before: readonly RunResult[]): Live {
  const timer = createTimer();
  const told = new Set(before.map(nameOf));
  let written = performance.now();
  const print = (line: string): void => {
    output.write(`${line}\n`);
    written = performance.now();
  };
  return {
    update: (status) => {
      const secondsLeft = timer(status);
      for (const result of status.results) {
        if (told.has(nameOf(result))) continue;
        told.add(nameOf(result));
        print(`${told.size} of ${countRuns(status.settings)}: ${describeResult(status, result)}`);
      }
      if (performance.now() - written >= lineInterval) print(describeStatus(status, secondsLeft));
    },
    note: print,
    stop: () => undefined,
  };
}

/** `lstm, learning rate 0.003, seed 2: mean squared error 0.0123 after 1,234 steps of 48.7 ms`. */
function describeResult({ settings }: Status, result: RunResult): string {
  const { metric } = createTask(settings);
  const { outcome, steps, seconds, purpose } = result;
  const value = purpose === 'judging' ? result.test : result.validation;
  const quality =
    outcome === 'diverged'
      ? 'diverged'
      : `${metric.name} ${formatValue(value)}${outcome === 'solved' ? ', solved' : ''}`;
  return `${describeRun(result)}: ${quality} after ${countSteps(steps)} of ${formatSeconds(seconds / Math.max(1, steps))}`;
}

const describeRun = ({ cell, learningRate, seed, purpose }: Run): string =>
  `${cell}, learning rate ${learningRate}, ${purpose === 'tuning' ? 'to choose it' : `seed ${seed}`}`;

/** The part of all training that is done. */
const shareOf = ({ settings, results, running }: Status): number =>
  ([...running.values()].reduce((sum, { share }) => sum + share, 0) + results.length) / countRuns(settings);

/** Seconds that are left, from how long it took to come so far. */
function createTimer(): (status: Status) => number | undefined {
  let start: { readonly time: number; readonly share: number } | undefined;
  return (status) => {
    const now = { time: performance.now(), share: shareOf(status) };
    start ??= now;
    const done = now.share - start.share;
    return done > 0 ? (((1 - now.share) / done) * (now.time - start.time)) / 1000 : undefined;
  };
}

function describeStatus(status: Status, secondsLeft: number | undefined): string {
  const { results, running, settings } = status;
  const facts = [
    `${Math.floor(100 * shareOf(status))} %`,
    `${results.length} of ${countRuns(settings)} runs done, ${running.size} running`,
    ...(secondsLeft === undefined || running.size === 0 ? [] : [`${formatDuration(secondsLeft)} left`]),
  ];
  return facts.join(' | ');
}

/** The table, cut to the size of a terminal. */
export function formatLive(
  status: Status,
  secondsLeft: number | undefined,
  { columns, rows }: { readonly columns: number; readonly rows: number },
): string[] {
  const title = describeStatus(status, secondsLeft).slice(0, Math.max(0, columns - 1));
  // One row stays free for the cursor.
  const room = rows - 2;
  const isCut = status.settings.cells.length + 1 > room;
  const lines = toLines(liveTable(status, isCut), columns);
  if (!isCut) return [title, ...lines];
  const hidden = lines.length - Math.max(0, room - 1);
  return [title, ...lines.slice(0, Math.max(0, room - 1)), `… and ${hidden} more`.slice(0, columns - 1)];
}

/** @param movingFirst - whether cells that are training come before the others, for where not all can be seen. */
function liveTable({ settings, results, running }: Status, movingFirst: boolean): Table {
  const { metric } = createTask(settings);
  const perCell = countRuns(settings) / settings.cells.length;
  const rows = settings.cells.map((cell) => {
    const own = results.filter((run) => run.cell === cell);
    const judged = own.filter(({ purpose }) => purpose === 'judging').map(({ test }) => test);
    const now = [...running].filter(([run]) => run.cell === cell).map(([, progress]) => progress);
    const timed = own.filter(({ steps }) => steps > 0).map(({ seconds, steps }) => seconds / steps);
    return {
      isRunning: now.length > 0,
      words: [
        cell,
        `${own.length} of ${perCell}`,
        now.map(({ share }) => `${Math.floor(100 * share)} %`.padStart(5)).join(','),
        now.map(({ validation }) => formatValue(validation)).join(', '),
        judged.length > 0 ? formatValue(spread(metric.better, judged).median) : '',
        `${(isTuned(settings) && chooseRate(settings, results, cell)) || ''}`,
        timed.length > 0 ? formatSeconds(median(timed)) : '',
      ],
    };
  });
  return {
    titles: [
      'cell',
      'runs done',
      'now at',
      'validation',
      `${metric.name}, so far`,
      'learning rate',
      'time per step',
    ],
    rows: (movingFirst ? rows.sort((a, b) => Number(b.isRunning) - Number(a.isRunning)) : rows).map(
      ({ words }) => words,
    ),
  };
}
