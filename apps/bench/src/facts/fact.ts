import type { TaskName } from '@sluice/tasks';
import type { FactCell } from './networks.js';

/** What is trained on what, with which settings: plain data, by which its outcome is kept. */
export interface Trial {
  readonly task: TaskName;
  readonly taskOptions: Readonly<Record<string, number | string>>;
  /** Options of the same task under which the trained model is judged once more. */
  readonly beyond?: Readonly<Record<string, number | string>>;
  readonly cell: FactCell;
  readonly cellOptions?: Readonly<Record<string, unknown>>;
  /**
   * What stands around the cell: `'plain'`, what `networkFor` makes; `'encoded'`, the same behind a layer of ReLU; or
   * `'blocks'`, as linear recurrences are used in their papers: each with a norm before it, a nonlinear layer behind it, and a
   * way past both.
   */
  readonly network: 'plain' | 'encoded' | 'blocks';
  readonly layers: number;
  readonly hiddenSize: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /** The most steps; a trial ends when it reaches its goal. */
  readonly steps: number;
  /** The metric at which the trial counts as solved. */
  readonly goal: number;
  /** The largest magnitude of independent recurrent weights, held after each step. */
  readonly recurrentBound?: number;
  readonly seed: number;
}

/** What came of a trial. */
export interface Outcome {
  /** After how many steps the goal was reached, if it was. */
  readonly solvedAfter?: number;
  /** The metric when it ended. */
  readonly metric: number;
  /** The metric under `beyond`. */
  readonly beyond?: number;
  /** Where the training broke off because a number was not finite. */
  readonly divergedAfter?: number;
}

/** What became of a claim. */
export interface Finding {
  readonly verdict: 'holds' | 'does not hold' | 'undecided';
  /** The numbers, in a sentence. */
  readonly words: string;
}

/** Something that a paper states, and what decides it. */
export interface Fact {
  /** The word that names it on the command line. */
  readonly name: string;
  readonly claim: string;
  readonly source: string;
  readonly trials: readonly Trial[];
  /** Judges the outcomes, which stand in the order of the trials. */
  readonly judge: (outcomes: readonly Outcome[]) => Finding;
}

/** A trial with each of three seeds, of its start values and of its examples. */
export const seeded = (trial: Omit<Trial, 'seed'>): Trial[] => [1, 2, 3].map((seed) => ({ ...trial, seed }));
