import type { PackagedCellName } from '../cells.js';
import type { PeerName } from '../peers/names.js';

/** The cells that are measured. A `user-lstm` has the equations of an `lstm`, defined outside of Sluice's packages. */
export type CellName = 'lstm' | 'gru' | 'rnn' | 'mgu' | 'user-lstm';

/** What a peer's time divided by Sluice's shall be. */
export interface Goal {
  /** The least ratio; without it there is no target. */
  readonly atLeast?: number;
}

/** Why someone takes no part in a case at all. */
export interface LeftOut {
  readonly leftOut: string;
}

interface CellWork {
  readonly name: string;
  readonly cell: CellName;
  readonly batchSize: number;
  readonly timeSteps: number;
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly threads: number;
  /** Who does the same work beside Sluice. */
  readonly against: Readonly<Partial<Record<PeerName, Goal | LeftOut>>>;
}

/** One step of training: forward, back through all of time, Adam. */
export interface TrainingStep extends CellWork {
  readonly kind: 'training-step';
  /** Number of classes that each step chooses from. */
  readonly outputSize: number;
  readonly learningRate: number;
}

/** One time step of one sequence: the state is carried, and the output read, from step to step. */
export interface StreamingStep extends CellWork {
  readonly kind: 'streaming-step';
  /** Number of different inputs, which come again in turn. */
  readonly timeSteps: number;
}

/** All outputs of a batch of whole sequences. */
export interface Forward extends CellWork {
  readonly kind: 'forward';
}

/** Work on a cell that other libraries have too, or that is written for each of them. */
export type SharedWork = TrainingStep | StreamingStep | Forward;

/** A training step of any cell of Sluice's packages, beside the same equations in a loop of Python. */
export interface CellTraining extends Omit<TrainingStep, 'kind' | 'cell'> {
  readonly kind: 'cell-training';
  readonly cell: PackagedCellName;
  /** The cell in Python, for whoever cannot run ours. */
  readonly source?: string;
}

/** A piece of work that is the same for everyone who takes part. */
export type Work = SharedWork | CellTraining;

/** Sluice's training step at several sizes along one axis. */
export interface Scaling {
  readonly kind: 'scaling';
  readonly name: string;
  readonly axis: 'timeSteps' | 'batchSize' | 'hiddenSize';
  readonly sizes: readonly number[];
  readonly base: TrainingStep;
  /** Time may grow no faster than size to the power of `exponent`, from size `from` on. */
  readonly limit: { readonly exponent: number; readonly from: number };
}

/** From the import to the first streamed output, in processes that do nothing else. */
export interface Start {
  readonly kind: 'start';
  readonly name: string;
  /** How many milliseconds more than an empty script it may take. */
  readonly limit: number;
}

/** Anything that is measured. */
export type BenchCase = Work | Scaling | Start;
