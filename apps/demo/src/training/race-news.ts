import type { TaskName } from '@sluice/tasks';
import type { CellSpec } from '../cells/choice.js';

/** What cells race at, and with what. */
export interface RaceOptions {
  readonly cells: readonly CellSpec[];
  readonly task: TaskName;
  /** Options of the task, as its entry in `@sluice/tasks` lists them. */
  readonly options: Readonly<Record<string, number | string>>;
  /**
   * An option that makes the task longer. Cells learn from examples of some of its values, mixed, and are judged at others too;
   * without it there is one task only.
   */
  readonly spans?: Spans;
  /** Of each network: the same hidden size, or about as many parameters. */
  readonly size: { readonly hiddenSize: number } | { readonly parameters: number };
  readonly steps: number;
  readonly batchSize: number;
  /** The same for all, or one for each cell. */
  readonly learningRate: number | readonly number[];
  readonly seed: number;
  /** Number of steps from one evaluation to the next. */
  readonly evaluateEvery: number;
}

/** Values of an option, such as the gap of a story. */
export interface Spans {
  readonly option: string;
  readonly learnt: readonly number[];
  /** All of `learnt`, and others. */
  readonly judged: readonly number[];
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
      /** Over all spans that are learnt. */
      readonly value: number;
      /** At each of the spans that are judged. */
      readonly bySpan: readonly number[];
      /** To one example of each span, as text. */
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
