import type { Budget } from './budget.js';
import type { ChosenTask } from './tasks.js';

/** All that the numbers of a comparison depend on, but the machine. */
export interface Settings {
  readonly task: ChosenTask;
  readonly cells: readonly string[];
  readonly budget: Budget;
  /** How many runs each cell is judged by. */
  readonly seeds: number;
  /** The seed of the first of them; the others follow it. */
  readonly seed: number;
  /** About how many parameters each network has, or the hidden size of each. */
  readonly size: { readonly parameters: number } | { readonly hidden: number };
  readonly layers: number;
  readonly batchSize: number;
  /** The step sizes of Adam to choose from, for each cell by itself. */
  readonly learningRates: readonly number[];
  /** How many runs a step size is chosen by. */
  readonly tuningSeeds: number;
  readonly clip: number;
  /** How often to validate on the way. */
  readonly validations: number;
  readonly validationExamples: number;
  readonly testExamples: number;
  /** Whether a run ends once its task is solved, so that cells are judged by how long that takes. */
  readonly untilSolved: boolean;
}

/** One training: what happens in it depends on this and the settings alone. */
export interface Run {
  /** Whether it serves to choose a step size, or to judge a cell. */
  readonly purpose: 'tuning' | 'judging';
  readonly cell: string;
  readonly learningRate: number;
  readonly seed: number;
}

/** What one training came to. */
export interface RunResult extends Run {
  /** Whether it used its budget up, solved the task before, or left the finite numbers. */
  readonly outcome: 'complete' | 'solved' | 'diverged';
  readonly steps: number;
  /** Time spent in training steps. */
  readonly seconds: number;
  readonly curve: readonly Point[];
  /** The metric of the task at the end; null where there is no finite one. */
  readonly validation: number | null;
  /** The same on the test examples, for runs that judge. */
  readonly test: number | null;
  readonly hiddenSize: number;
  readonly parameters: number;
  /** Bytes that a training step takes. */
  readonly memory: number;
}

/** How good a network was at some moment of its training. */
export interface Point {
  readonly steps: number;
  readonly seconds: number;
  /** The mean training loss since the point before. */
  readonly loss: number;
  /** The metric of the task on the validation examples. */
  readonly validation: number | null;
}

/** A run by what sets it apart, in characters that suit the name of a file. */
export const nameOf = ({ purpose, cell, learningRate, seed }: Run): string =>
  `${purpose}-${cell}-${learningRate}-${seed}`;
