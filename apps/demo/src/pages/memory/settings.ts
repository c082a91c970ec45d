import type { TaskName } from '@sluice/tasks';
import { cellsField, cellSpec } from '../../cells/choice.js';
import { ownSource } from '../../cells/own-source.js';
import type { RaceOptions } from '../../training/race-news.js';
import { integer, oneOf, real } from '../../url/fields.js';

/** The tasks of this page. */
export const taskNames = ['storyRecall', 'adding', 'copyMemory'] as const satisfies readonly TaskName[];

export type MemoryTask = (typeof taskNames)[number];

/** A number that a task is made with, within what a page can train in a minute or so. */
export interface TaskControl {
  readonly option: 'gap' | 'people' | 'length' | 'delay' | 'symbols' | 'alphabet';
  readonly initial: number;
  readonly atLeast: number;
  readonly atMost: number;
}

/** The options of each task, the one that makes it longer first. */
export const controls: Readonly<Record<MemoryTask, readonly [TaskControl, ...TaskControl[]]>> = {
  storyRecall: [
    { option: 'gap', initial: 4, atLeast: 0, atMost: 20 },
    { option: 'people', initial: 12, atLeast: 3, atMost: 40 },
  ],
  adding: [{ option: 'length', initial: 50, atLeast: 10, atMost: 150 }],
  copyMemory: [
    { option: 'delay', initial: 20, atLeast: 1, atMost: 60 },
    { option: 'symbols', initial: 5, atLeast: 1, atMost: 10 },
    { option: 'alphabet', initial: 8, atLeast: 2, atMost: 26 },
  ],
};

/** What suits a task: found by trying, with several seeds. */
interface Budget {
  readonly steps: number;
  readonly hidden: number;
  readonly parameters: number;
  readonly rate: number;
}

export const budgets: Readonly<Record<MemoryTask, Budget>> = {
  storyRecall: { steps: 2000, hidden: 48, parameters: 18_000, rate: 0.002 },
  adding: { steps: 1500, hidden: 32, parameters: 3500, rate: 0.005 },
  copyMemory: { steps: 1500, hidden: 48, parameters: 15_000, rate: 0.005 },
};

/** The limits of what can be turned beside the task. */
export const limits = {
  steps: [100, 20_000],
  hidden: [4, 128],
  parameters: [500, 100_000],
  rate: [0.0001, 0.1],
  seed: [1, 999],
} as const satisfies Readonly<Record<string, readonly [number, number]>>;

const fieldOf = (task: MemoryTask, option: TaskControl['option']) => {
  const { initial, atLeast, atMost } = controls[task].find((control) => control.option === option)!;
  return integer(initial, atLeast, atMost);
};

/** What the page shows, in its address; 0 stands for what suits the task. */
export const fields = {
  task: oneOf<MemoryTask>('storyRecall', taskNames),
  cells: cellsField('rnn', 'lstm', 'gru'),
  own: ownSource,
  gap: fieldOf('storyRecall', 'gap'),
  people: fieldOf('storyRecall', 'people'),
  length: fieldOf('adding', 'length'),
  delay: fieldOf('copyMemory', 'delay'),
  symbols: fieldOf('copyMemory', 'symbols'),
  alphabet: fieldOf('copyMemory', 'alphabet'),
  learn: oneOf<'all' | 'longest'>('all', ['all', 'longest']),
  size: oneOf<'hidden' | 'parameters'>('hidden', ['hidden', 'parameters']),
  hidden: integer(0, ...limits.hidden),
  parameters: integer(0, ...limits.parameters),
  steps: integer(0, ...limits.steps),
  rate: real(0, ...limits.rate),
  seed: integer(1, ...limits.seed),
};

/** The settings of the page. */
export type Settings = { readonly [K in keyof typeof fields]: (typeof fields)[K]['initial'] };

/** Rows of a batch. */
export const batchSize = 32;

/** The settings with what suits the task in place of zeros. */
export function settled(settings: Settings): Settings {
  const { steps, hidden, parameters, rate } = budgets[settings.task];
  return {
    ...settings,
    steps: settings.steps || steps,
    hidden: settings.hidden || hidden,
    parameters: settings.parameters || parameters,
    rate: settings.rate || rate,
  };
}

/** The race that the settings tell of. */
export function raceOf(settings: Settings): RaceOptions {
  const { task, cells, own, size, hidden, parameters, steps, rate, seed } = settled(settings);
  return {
    cells: cells.map((name) => cellSpec(name, own)),
    task,
    options: Object.fromEntries(controls[task].map(({ option }) => [option, settings[option]])),
    spans: spansOf(settings),
    size: size === 'hidden' ? { hiddenSize: hidden } : { parameters },
    steps,
    batchSize,
    learningRate: rate,
    seed,
    // Often enough to watch, and seldom enough to cost little beside the training.
    evaluateEvery: Math.max(10, Math.round(steps / 300) * 10),
  };
}

/** The gaps, lengths or delays that cells learn from, up to the one that is set, and longer ones, up to its double. */
export function spansOf(settings: Settings): { option: string; learnt: number[]; judged: number[] } {
  const { task, learn } = settings;
  const [{ option, atLeast }] = controls[task];
  const longest = settings[option];
  // A story may have no gap at all; of the others the shortest is a fifth.
  const shortest = task === 'storyRecall' ? 0 : Math.max(atLeast, Math.round(longest / 5));
  const shorter = evenly(shortest, longest, 5);
  const beyond = [Math.round(1.5 * longest), 2 * longest].filter((span) => span > longest);
  return {
    option,
    learnt: learn === 'all' ? shorter : [longest],
    judged: [...new Set([...shorter, ...beyond])],
  };
}

/** At most so many whole numbers from one to another, both of them included, evenly spread. */
function evenly(from: number, to: number, atMost: number): number[] {
  const count = Math.min(atMost, to - from + 1);
  const numbers = Array.from({ length: count }, (_, i) =>
    Math.round(count === 1 ? to : from + ((to - from) * i) / (count - 1)),
  );
  return [...new Set(numbers)];
}
