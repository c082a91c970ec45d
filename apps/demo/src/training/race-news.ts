import type { TaskName } from '@sluice/tasks';
import type { CellSpec } from '../cells/choice.js';

/** What cells race at, and with what. */
export interface RaceOptions {
  readonly cells: readonly CellSpec[];
  readonly task: TaskName;
  /** Options of the task, as its entry in `@sluice/tasks` lists them. */
  readonly options: Readonly<Record<string, number | string>>;
  /**
   * An option that makes the task longer, and values of it: cells learn from examples of all of them, mixed, and are judged at
   * each. The task's own options hold the largest.
   */
  readonly spans?: { readonly option: string; readonly values: readonly number[] };
  /** Of each network: the same hidden size, or about as many parameters. */
  readonly size: { readonly hiddenSize: number } | { readonly parameters: number };
  readonly steps: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly seed: number;
  /** Number of steps from one evaluation to the next. */
  readonly evaluateEvery: number;
  /** How many test examples are answered at each evaluation, for people to read; none by default. */
  readonly shown?: number;
}

/** What happens in a race. `cell` is a place in the list of cells. */
export type RaceNews =
  | {
      readonly kind: 'ready';
      readonly cell: number;
      readonly parameters: number;
      readonly hiddenSize: number;
      readonly measure: Measure;
    }
  | {
      readonly kind: 'step';
      readonly cell: number;
      readonly step: number;
      readonly loss: number;
      readonly ms: number;
    }
  | {
      readonly kind: 'judged';
      readonly cell: number;
      readonly step: number;
      readonly value: number;
      /** At each of the spans, or only the value where there are none. */
      readonly bySpan: readonly number[];
      /** To the examples that are shown. */
      readonly answers: readonly string[];
    }
  | { readonly kind: 'problem'; readonly cell: number; readonly message: string };

/** What cells are judged by. */
export interface Measure {
  readonly name: string;
  readonly unit: string;
  readonly better: 'higher' | 'lower';
  /** What somebody gets who learns nothing from the past. */
  readonly baseline: number;
  /** The value from which on the task counts as solved, where the field has one. */
  readonly solved?: number;
}
