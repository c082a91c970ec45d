import type { Loss } from '@sluice/layers';
import type { Tensor } from '@sluice/math';

/** A benchmark task: examples generated from a seed, and what there is to know in order to judge a model by them. */
export interface Task {
  /** The word that names it, such as `'adding'`. */
  readonly name: string;
  /** What the field calls it. */
  readonly title: string;
  /** What a model has to do, in a sentence. */
  readonly description: string;
  /** Who posed it, and when. */
  readonly source: string;
  /** What a model is given at each step. */
  readonly input: TaskInput;
  /** How many numbers a model answers with: scores of classes, or values. */
  readonly outputSize: number;
  /** What each of the classes stands for, where the answer is one. */
  readonly answerNames?: readonly string[];
  /** Number of steps of every (padded) example. */
  readonly timeSteps: number;
  /** Whether a model answers once, after the last step, or at each step. */
  readonly answers: 'last' | 'each';
  /** What is made small. */
  readonly loss: Loss;
  /** What is judged. */
  readonly metric: Metric;
  /** What the metric is for somebody who learns nothing from the past. */
  readonly baseline: Baseline;
  /** The value of the metric from which on the task counts as solved, where the field has one. */
  readonly solved?: number;
  /** Figures that papers have published. */
  readonly published: readonly Published[];
  /**
   * Some examples. The same seed, split and place give the same example, however many are asked for at once; the splits
   * have no example in common but by chance.
   */
  examples(options: ExampleOptions): Examples;
}

/** What a model is given at each step: so many numbers, or one of so many tokens, with what each stands for. */
export type TaskInput =
  | { readonly kind: 'numbers'; readonly size: number }
  | { readonly kind: 'tokens'; readonly count: number; readonly names: readonly string[] };

/** Examples to learn from, to choose settings by, and to be judged by. */
export type Split = 'train' | 'validation' | 'test';

/** Which examples. */
export interface ExampleOptions {
  readonly split: Split;
  readonly seed: number;
  /** The place of the first example in the endless row of them; 0 by default. */
  readonly from?: number;
  readonly count: number;
}

/** Examples as a batch: `createTrainer` of `@sluice/train` takes them as they are. */
export interface Examples {
  /** `[count, time, size]` f32, or `[count, time]` i32 of tokens. */
  readonly input: Tensor;
  /** Of the shape that the task's loss asks for, the batch first. */
  readonly target: Tensor;
  /** f32 `[count, time]` or `[count]`: 1 where an answer counts; everywhere when left out. */
  readonly mask?: Tensor<'f32'>;
  /** Number of valid steps of each example, where they differ. */
  readonly lengths?: Int32Array;
}

/** How good the outputs of a model are. */
export interface Metric {
  readonly name: string;
  /** What it is measured in, such as `'bits per character'`; empty for a part of a whole. */
  readonly unit: string;
  readonly better: 'higher' | 'lower';
  /** The sum over the answers that count, and how many there are: sums of several batches add up to a mean. */
  measure(output: Tensor<'f32'>, examples: Examples): { readonly sum: number; readonly count: number };
}

/** What the metric is without learning, and how so. */
export interface Baseline {
  readonly value: number;
  /** What one does to get it, such as `'always answers 1'`. */
  readonly by: string;
}

/** A figure that a paper has published. */
export interface Published {
  /** Which cell, of what size. */
  readonly cell: string;
  /** The figure, or what was found, in words. */
  readonly result: string;
  readonly source: string;
}
