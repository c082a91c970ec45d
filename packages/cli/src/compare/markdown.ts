import { formatCount } from '../numbers.js';
import { printable } from '../printable.js';
import { formatBudget } from './budget.js';
import { commandLineOf } from './command-line.js';
import { isTuned } from './schedule.js';
import { rangeCoverage } from './statistics.js';
import { level, type Summary } from './summary.js';
import { pairTable, rateTable, resultTable, runTable, toMarkdown } from './tables.js';
import { createTask } from './tasks.js';
import { atTheEdge, judgeCells } from './verdict.js';
import { formatValue, listWords } from './words.js';

/** Where a comparison ran. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly node: string;
  /** How many runs trained at once. */
  readonly workers: number;
}

/** The files of the pictures in a report, by what they show. */
export const pictures = { time: 'by-time.svg', steps: 'by-steps.svg', runs: 'runs.svg' } as const;

/** The report of a comparison, to be read by people. */
export function writeMarkdown(summary: Summary, machine: Machine): string {
  const { settings, cells } = summary;
  const task = createTask(settings);
  const { sentences } = judgeCells(summary);
  const published = {
    titles: ['cell', 'result', 'source'],
    rows: task.published.map(({ cell, result, source }) => [cell, result, source]),
  };
  const sections = [
    `# ${task.title}: ${listWords(settings.cells)}`,
    `${task.description} (${task.source})`,
    ...(sentences.length > 0 ? [`**${sentences.join(' ')}**`] : []),
    toMarkdown(resultTable(summary)),
    explainResults(summary),
    `![${task.metric.name} along the time spent on training](${pictures.time})`,
    `![${task.metric.name} along training steps](${pictures.steps})`,
    `![${task.metric.name} of each run](${pictures.runs})`,
    ...(cells.length > 1 ? ['## Pairs', toMarkdown(pairTable(summary)), explainPairs(summary)] : []),
    ...(isTuned(settings)
      ? ['## Learning rates', explainRates(summary), toMarkdown(rateTable(summary))]
      : []),
    '## Runs',
    toMarkdown(runTable(summary)),
    ...(published.rows.length > 0 ? ['## Published', toMarkdown(published)] : []),
    '## How it was measured',
    explainMethod(summary, machine),
    `\`\`\`sh\n${printable(commandLineOf(settings))}\n\`\`\``,
  ];
  return `${sections.join('\n\n')}\n`;
}

function explainResults({ settings }: Summary): string {
  const { metric, baseline, solved } = createTask(settings);
  const { seeds, testExamples, batchSize } = settings;
  const unit = metric.unit === '' ? '' : `, in ${metric.unit}`;
  const spread =
    seeds > 1
      ? `the median of ${seeds} seeds and their range, which holds the median of all seeds that there are with a ` +
        `probability of ${formatValue(100 * rangeCoverage(seeds))} %`
      : 'that of one seed';
  return [
    `The ${metric.name}${unit}, of which ${metric.better === 'lower' ? 'less' : 'more'} is better, is taken on ` +
      `${formatCount(testExamples)} test examples after the last step: ${spread}.`,
    `The baseline is somebody who ${baseline.by}.`,
    ...(solved === undefined
      ? []
      : [
          `Solved is ${formatValue(solved)} or ${metric.better === 'lower' ? 'less' : 'more'} on the test examples; ` +
            `until solved is what it took on the validation examples, the median of the runs where they were.`,
        ]),
    `Steps are of ${batchSize} examples. Memory is what a training step takes up, of which most is what the way back through time reads.`,
  ].join(' ');
}

function explainPairs({ pairs, settings: { budget, untilSolved } }: Summary): string {
  const measure = untilSolved
    ? `how many ${budget.unit} a run took until it had solved the task`
    : 'the metric on the test examples';
  return [
    `Two cells are compared by ${measure}, a run of one with each run of the other, diverged ones last.`,
    `p is how often chance alone would set them this far apart: the exact two-sided rank-sum test over all ways to deal the runs out to two cells,`,
    `corrected as by Holm for ${pairs.length} ${pairs.length === 1 ? 'pair' : 'pairs'}.`,
    `Only a corrected p of ${level} or less counts as a difference. The seeds to show it are Noether's estimate for a difference`,
    'that is as large as it looks here, seen four times of five; from few seeds it is a rough one.',
  ].join(' ');
}

function explainRates(summary: Summary): string {
  const { tuningSeeds, validationExamples } = summary.settings;
  const edge = atTheEdge(summary).map(({ cell }) => cell);
  return [
    `Each cell has the learning rate with the best median over ${tuningSeeds} ${tuningSeeds === 1 ? 'run' : 'runs'} of the full budget`,
    `on ${formatCount(validationExamples)} validation examples. These runs have other seeds than those that judge the cells, and no test example is looked at.`,
    ...(edge.length > 0
      ? [
          `What was chosen for ${listWords(edge)} is the smallest or the largest that was tried: one beyond it may be better.`,
        ]
      : []),
  ].join(' ');
}

function explainMethod({ settings }: Summary, { processor, cores, node, workers }: Machine): string {
  const { budget, clip, layers, size, untilSolved } = settings;
  const sizes =
    'hidden' in size
      ? `a hidden size of ${size.hidden}`
      : `the hidden size that gives its network closest to ${formatCount(size.parameters)} parameters`;
  return [
    `Every network is ${layers === 1 ? 'one layer' : `${layers} layers`} of its cell, of ${sizes}, and a linear layer for the answer,`,
    `with an embedding before them where inputs are tokens. Adam, gradients clipped to a norm of ${clip}.`,
    `Each run has a budget of ${formatBudget(budget)}${untilSolved ? ', and ends before where the validation examples are solved' : ''}, on one thread; ${workers} at once, begun in turns.`,
    budget.unit === 'seconds'
      ? 'The clock runs in training steps alone: not while a program is compiled, examples are made or validated on. Steps per run therefore depend on the machine.'
      : 'The same command gives the same numbers, but for times.',
    'Runs of the same seed see the same examples in the same order.',
    `${processor}, ${cores} ${cores === 1 ? 'core' : 'cores'}, Node ${node}.`,
  ].join(' ');
}
