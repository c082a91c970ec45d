import { formatCount } from '../numbers.js';
import { countSteps } from './budget.js';
import type { Pair, Spread, Summary } from './summary.js';
import { createTask } from './tasks.js';
import { formatBytes, formatSeconds, formatValue } from './words.js';

/** Rows of words under titles. */
export interface Table {
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What each cell has come to, and the baseline. */
export function resultTable({ settings, cells }: Summary): Table {
  const { metric, solved, baseline } = createTask(settings);
  const ifSolvable = (...words: string[]): string[] => (solved === undefined ? [] : words);
  // What matters most comes first, since a narrow terminal shows no more.
  const rows = cells.map((cell) => [
    cell.cell,
    formatSpread(cell.test),
    ...ifSolvable(
      `${cell.solved} of ${cell.runs.length}`,
      cell.untilSolved === null
        ? '–'
        : `${countSteps(cell.untilSolved.steps)}, ${formatSeconds(cell.untilSolved.seconds)}`,
    ),
    formatCount(cell.parameters),
    formatCount(cell.hiddenSize),
    `${cell.learningRate}`,
    formatCount(cell.steps),
    formatSeconds(cell.secondsPerStep),
    formatBytes(cell.memory),
  ]);
  return {
    titles: [
      'cell',
      metric.unit === '' ? metric.name : metric.unit,
      ...ifSolvable('solved', 'until solved'),
      'parameters',
      'hidden size',
      'learning rate',
      'steps',
      'time per step',
      'memory',
    ],
    rows: [
      ...rows,
      ['(baseline)', formatValue(baseline.value), ...ifSolvable('', ''), '', '', '', '', '', ''],
    ],
  };
}

export function pairTable({ pairs }: Summary): Table {
  return {
    titles: ['cells', 'the first is better in', 'p', 'p, corrected', 'better', 'seeds to show it'],
    rows: pairs.map((pair) => [
      `${pair.a}, ${pair.b}`,
      `${Math.round(100 * pair.less)} % of pairings`,
      formatValue(pair.p, 2),
      formatValue(pair.adjusted, 2),
      pair.better ?? 'cannot be told',
      formatNeed(pair),
    ]),
  };
}

const formatNeed = ({ better, seedsToShow }: Pair): string => {
  if (better !== null) return '';
  return seedsToShow > 1000 ? 'more than 1,000' : `about ${seedsToShow}`;
};

export function rateTable({ settings, cells }: Summary): Table {
  return {
    titles: ['cell', ...settings.learningRates.map(String)],
    rows: cells.map(({ cell, learningRate, tried }) => [
      cell,
      ...tried.map(({ learningRate: rate, validation }) => {
        const value = validation === null ? 'diverged' : formatValue(validation);
        return rate === learningRate ? `${value} (chosen)` : value;
      }),
    ]),
  };
}

export function runTable({ cells, settings }: Summary): Table {
  const { metric } = createTask(settings);
  return {
    titles: ['cell', 'seed', `${metric.name}, test`, 'validation', 'steps', 'seconds', 'end'],
    rows: cells.flatMap(({ cell, runs }) =>
      runs.map(({ seed, test, validation, steps, seconds, outcome }) => [
        cell,
        `${seed}`,
        formatValue(test),
        formatValue(validation),
        formatCount(steps),
        formatValue(seconds),
        { complete: 'budget used up', solved: 'solved', diverged: 'diverged' }[outcome],
      ]),
    ),
  };
}

const formatSpread = ({ median, best, worst }: Spread): string => {
  const end = (value: number | null): string => (value === null ? 'diverged' : formatValue(value));
  return best === worst ? end(median) : `${end(median)} (${end(best)} to ${end(worst)})`;
};

/** A table in Markdown. */
export function toMarkdown({ titles, rows }: Table): string {
  const line = (words: readonly string[]): string =>
    `| ${words.map((word) => word.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A table for a terminal: columns under each other, of which the last ones are left out where there is no room. */
export function toLines({ titles, rows }: Table, columns: number): string[] {
  const all = [titles, ...rows];
  const widths = titles.map((_, i) => Math.max(...all.map((row) => row[i]!.length)));
  const gap = '  ';
  let shown = titles.length;
  const widthOf = (count: number): number =>
    widths.slice(0, count).reduce((sum, width) => sum + width + gap.length, -gap.length);
  while (shown > 1 && widthOf(shown) >= columns) shown--;
  return all.map((row) =>
    row
      .slice(0, shown)
      .map((word, i) => word.padEnd(widths[i]!))
      .join(gap)
      .trimEnd()
      .slice(0, Math.max(0, columns - 1)),
  );
}
