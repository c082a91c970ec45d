import type { CellSpec } from '../../cells/choice.js';
import { own, ownSource } from '../../cells/own-source.js';
import type { RaceOptions } from '../../training/race-news.js';
import { integer, oneOf } from '../../url/fields.js';

/** Tasks to race at, each with options under which cells differ within a minute. */
export const taskOptions = {
  adding: { length: 30 },
  temporalOrder: { length: 20 },
  copyMemory: { delay: 10, symbols: 3, alphabet: 4 },
  parity: { length: 8, answers: 'each' },
} as const satisfies Readonly<Partial<Record<RaceOptions['task'], RaceOptions['options']>>>;

export type RaceTask = keyof typeof taskOptions;

export const raceTasks = Object.keys(taskOptions) as readonly RaceTask[];

/** Which program's schedule is shown: a training step, or a step of a stream. */
export const schedules = ['training', 'stream'] as const;

export type ScheduleKind = (typeof schedules)[number];

/** The limits of what can be turned. */
export const limits = { hidden: [4, 128], steps: [50, 5000] } as const;

/** What the page shows, in its address. */
export const fields = {
  own: ownSource,
  task: oneOf<RaceTask>('adding', raceTasks),
  hidden: integer(24, ...limits.hidden),
  steps: integer(600, ...limits.steps),
  schedule: oneOf<ScheduleKind>('training', schedules),
};

/** What the race depends on, beside the cell. */
export interface RaceSettings {
  readonly task: RaceTask;
  readonly hidden: number;
  readonly steps: number;
}

/** What a schedule is made for. */
export interface ScheduleSettings {
  readonly kind: ScheduleKind;
  readonly hidden: number;
}

/** Sizes that are not turned. */
export const fixed = {
  batchSize: 32,
  learningRate: 0.01,
  clipNorm: 1,
  seed: 1,
  inputSize: 16,
  timeSteps: 64,
} as const;

/** The visitor's cell and the two that it is measured against. */
export const competitors = (source: string): readonly CellSpec[] => [
  { name: own, source },
  { name: 'lstm' },
  { name: 'gru' },
];

/** The race of a view. */
export const raceOptions = (source: string, { task, hidden, steps }: RaceSettings): RaceOptions => ({
  cells: competitors(source),
  task,
  options: taskOptions[task],
  size: { hiddenSize: hidden },
  steps,
  batchSize: fixed.batchSize,
  learningRate: fixed.learningRate,
  seed: fixed.seed,
  evaluateEvery: Math.max(10, Math.round(steps / 40)),
});
