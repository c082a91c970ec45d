import type { Loss } from '@sluice/layers';
import { ArgumentError } from '@sluice/math';
import type { Model, ProgramMemory } from '@sluice/model';
import type { Optimizer } from '@sluice/optim';
import type { Batch, Batches } from './batch.js';
import {
  restoreCheckpoint,
  takeCheckpoint,
  type LoadedCheckpoint,
  type TrainerCheckpoint,
} from './checkpoint.js';
import { createEngine } from './engine.js';
import { createEvaluator } from './evaluator.js';
import { fit, noProgress, sourceOf, type FitOptions, type FitReport } from './fit.js';
import { namingOptions } from './memory.js';
import { createObjective } from './objective.js';
import { createStepper, type StepResult } from './stepper.js';
import { createTeamEngine } from './team-engine.js';
import { chooseThreads } from './threads.js';

/** Ways to come by what the way back through time reads of the way forth. */
export type Checkpointing = 'none' | 'sqrt';

const checkpointings: readonly Checkpointing[] = ['none', 'sqrt'];

export interface TrainerOptions {
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  /** Number of rows of each batch. */
  readonly batchSize: number;
  /** Number of steps of each batch: how far back in time the gradient goes. */
  readonly timeSteps: number;
  /**
   * Sizes of the axes of constants that have a name, such as `{ sourceSteps: 20 }` for an encoder. Batches may have others, but
   * each size is a program of its own; it is compiled beforehand for these, of 1 where they are not given.
   */
  readonly axes?: Readonly<Record<string, number>> | undefined;
  /** Begin each batch in the state that the one before ended in: truncated BPTT over long sequences. Off by default. */
  readonly stateful?: boolean | undefined;
  /** Largest norm of all gradients together; longer ones are scaled down to it. */
  readonly clipNorm?: number | undefined;
  /** Largest magnitude of each element of the gradients, after `clipNorm`. */
  readonly clipValue?: number | undefined;
  /**
   * On how many threads to compute, each some rows of a batch; 1 by default. `'auto'` takes as many as the machine has and
   * the batch is worth. The same number of threads gives the same numbers, another number the last digits of others.
   */
  readonly threads?: 'auto' | number | undefined;
  /**
   * What the way back through time reads of the way forth: `'none'` keeps all of it, the default; `'sqrt'` keeps the state
   * at about every √T-th of T steps and computes the steps in between again, of which there are as many as make 64 rows at
   * least. What recurrent layers keep grows with √T then, for about a third more work; their inputs and outputs are kept as
   * ever. No bit of any result changes.
   */
  readonly checkpointing?: Checkpointing | undefined;
  /** Where the random numbers of dropout come from; 0 by default. */
  readonly seed?: number | undefined;
}

/** Trains a model. The model's `params` are always those of the last step. */
export interface Trainer {
  readonly model: Model;
  /** On how many threads it computes. */
  readonly threads: number;
  /** Why it is that many. */
  readonly threadsReason: string;
  /**
   * What a step over whole batches takes up, in bytes and in all of its threads, by what it is there for: `total`, of which
   * `activations` is what the way back reads and all else that is computed in between. It is that of batches like the last one,
   * before the first step of those that the options tell. Undefined on the reference backend.
   */
  readonly memory: ProgramMemory | undefined;
  /** Number of updates so far. */
  readonly stepCount: number;
  /**
   * Trains on one batch: forward, back through time, clipping and update in one run of one program.
   *
   * @throws DivergedError when the loss, the gradient or a new weight is not finite; the step then changes nothing.
   * @throws ShapeError when the batch does not fit.
   */
  step(batch: Batch): Promise<StepResult>;
  /**
   * Trains on many batches, and reports each step as it is done. Leaving the loop ends the training.
   *
   * @example
   * ```ts
   * for await (const { step, loss, validation } of trainer.fit(batches, { epochs: 2, validate: held })) {
   *   console.log(step, loss, validation);
   * }
   * ```
   */
  fit(batches: Batches, options?: FitOptions): AsyncGenerator<FitReport, void, undefined>;
  /** The mean loss over batches of any size, without dropout; the state is carried from batch to batch if `stateful`. */
  evaluate(batches: Batches): Promise<number>;
  /** Forgets the carried state: the next batch begins in zeros. */
  resetState(): void;
  /** Ends the threads of this trainer, which can train no more. The process ends without it. */
  close(): void;
  /** All that the training is, as plain data, for `saveCheckpoint` of `@sluice/serialization`. */
  checkpoint(): TrainerCheckpoint;
  /** Goes back to a checkpoint: the next `fit` goes on where the checkpoint was taken. */
  restore(checkpoint: LoadedCheckpoint): void;
}

/**
 * Makes a trainer: compiles the whole training step of a model into one program.
 *
 * @throws ShapeError when the parts of the model do not fit; ArgumentError when an option is out of its range;
 * MemoryError when a step takes more memory than there is, before any of it is taken.
 *
 * @example
 * ```ts
 * import { adam } from '@sluice/optim';
 * import { crossEntropy } from '@sluice/layers';
 * import { createTrainer } from '@sluice/train';
 * const trainer = await createTrainer(model, {
 *   loss: crossEntropy(), optimizer: adam(), clipNorm: 1, batchSize: 32, timeSteps: 64,
 * });
 * const { loss, gradientNorm } = await trainer.step({ input, target });
 * ```
 */
export async function createTrainer(model: Model, options: TrainerOptions): Promise<Trainer> {
  checkOptions(options);
  const { loss, batchSize, timeSteps, axes, stateful = false, checkpointing = 'none', seed = 0 } = options;
  const size = { batch: batchSize, time: timeSteps };
  const objective = {
    ...createObjective(model.layer, loss, size, axes),
    stateful,
    recompute: checkpointing === 'sqrt',
  };
  const { threads, reason } = chooseThreads(options.threads, model.backend, objective);
  const engine = await namingOptions(objective, threads, () =>
    threads > 1
      ? createTeamEngine(objective, options, threads)
      : createEngine(objective, options, model.backend),
  );
  const stepper = createStepper(objective, engine, { store: model.store, seed });
  const evaluator = createEvaluator(model, loss, stateful);
  const progress = noProgress();
  let restored = false;
  return {
    model,
    threads,
    threadsReason: reason,
    get memory() {
      return engine.memory;
    },
    get stepCount() {
      return stepper.count;
    },
    step: (batch) => stepper.step(batch),
    fit: (batches, fitOptions = {}) => {
      // Only a checkpoint is gone on from; any other training begins with its first batch.
      if (!restored) Object.assign(progress, noProgress());
      restored = false;
      return fit({ model, stepper, evaluator, progress }, batches, fitOptions);
    },
    evaluate: async (batches) => (await evaluator(sourceOf(batches, 1)))!,
    resetState: () => stepper.resetState(),
    close: () => engine.close(),
    checkpoint: () => takeCheckpoint(model, stepper, progress),
    restore: (checkpoint) => {
      restoreCheckpoint(checkpoint, model, stepper, progress);
      restored = true;
    },
  };
}

function checkOptions({
  batchSize,
  timeSteps,
  axes = {},
  clipNorm,
  clipValue,
  threads,
  checkpointing = 'none',
  seed = 0,
}: TrainerOptions): void {
  const fail = (name: string, expected: string, got: unknown): never => {
    throw new ArgumentError(`createTrainer: ${name} must be ${expected}, but got ${String(got)}.`);
  };
  const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0;
  if (!isCount(batchSize)) fail('batchSize', 'an integer of at least 1', batchSize);
  if (!isCount(timeSteps)) fail('timeSteps', 'an integer of at least 1', timeSteps);
  for (const [name, extent] of Object.entries(axes)) {
    if (!isCount(extent)) fail(`axes.${name}`, 'an integer of at least 1', extent);
  }
  if (clipNorm !== undefined && !(clipNorm > 0)) fail('clipNorm', 'greater than 0', clipNorm);
  if (clipValue !== undefined && !(clipValue > 0)) fail('clipValue', 'greater than 0', clipValue);
  if (threads !== undefined && threads !== 'auto' && !isCount(threads)) {
    fail('threads', `'auto' or an integer of at least 1`, threads);
  }
  if (!checkpointings.includes(checkpointing)) {
    fail('checkpointing', checkpointings.map((name) => `'${name}'`).join(' or '), checkpointing);
  }
  if (!Number.isSafeInteger(seed)) fail('seed', 'an integer', seed);
}
