import { setImmediate } from 'node:timers/promises';
import { createModel } from '@sluice/model';
import { adam } from '@sluice/optim';
import { FileError, loadCheckpointFile, saveCheckpointFile } from '@sluice/serialization/node';
import { networkFor, type Task } from '@sluice/tasks';
import { createTrainer, DivergedError, type Trainer } from '@sluice/train';
import { cells } from '../cells.js';
import { exists } from '../model-file.js';
import { heldOutExamples, isSolved, judge } from './judge.js';
import type { Point, Run, RunResult, Settings } from './settings.js';
import { createTask } from './tasks.js';

/** A run, and what it takes to train it. */
export interface Assignment {
  readonly settings: Settings;
  readonly run: Run;
  readonly hiddenSize: number;
  /** Where the run is kept when it is stopped, and where it is gone on from. */
  readonly checkpoint: string;
}

/** How far a run has come. */
export interface RunProgress {
  /** The part of the budget that is used up. */
  readonly share: number;
  readonly steps: number;
  readonly validation: number | null;
}

export interface RunOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RunProgress) => void;
}

/** Trains a run; undefined when it was stopped. */
export type TrainRun = (assignment: Assignment, options: RunOptions) => Promise<RunResult | undefined>;

/** What has happened in a run so far: its checkpoint keeps this beside the training. */
interface Past {
  steps: number;
  seconds: number;
  /** Of the losses since the last point. */
  lossSum: number;
  lossSteps: number;
  readonly curve: Point[];
}

/** Milliseconds from one look at the signal to the next. */
const lookInterval = 50;

/** Milliseconds from one checkpoint to the next, for a run that is killed. */
const saveInterval = 60_000;

/** Trains a run on this thread. The same settings and the same budget of steps give the same numbers, stopped or not. */
export const trainRun: TrainRun = async (
  { settings, run, hiddenSize, checkpoint },
  { signal, onProgress },
) => {
  const { batchSize, clip, layers } = settings;
  const { cell, learningRate, purpose, seed } = run;
  const task = createTask(settings);
  const model = await createModel(networkFor(task, cells.get(cell)!, { hiddenSize, layers }), { seed });
  const trainer = await createTrainer(model, {
    loss: task.loss,
    optimizer: adam({ learningRate }),
    clipNorm: clip,
    batchSize,
    timeSteps: task.timeSteps,
    seed,
  });
  const record = await restore(trainer, checkpoint);
  const save = (): Promise<void> => {
    const taken = trainer.checkpoint();
    return saveCheckpointFile(checkpoint, { ...taken, data: { ...taken.data, record } });
  };
  const heldOut = heldOutExamples(task, settings);
  const outcome = await followBudget(record, {
    settings,
    task,
    signal,
    onProgress,
    save,
    step: async (from) => {
      const batch = task.examples({ split: 'train', seed, from, count: batchSize });
      const start = performance.now();
      const { loss } = await trainer.step(batch);
      record.seconds += (performance.now() - start) / 1000;
      return loss;
    },
    validate: () => judge(model, task, heldOut.validation),
  });
  if (outcome === 'stopped') return undefined;

  const diverged = outcome === 'diverged';
  return {
    ...run,
    outcome,
    steps: record.steps,
    seconds: record.seconds,
    curve: record.curve,
    validation: diverged ? null : record.curve.at(-1)!.validation,
    test: diverged || purpose === 'tuning' ? null : await judge(model, task, heldOut.test),
    hiddenSize,
    parameters: model.summary().size,
    memory: trainer.memory?.total ?? 0,
  };
};

/** What a run is made of, for the loop around its steps. */
interface Parts extends RunOptions {
  readonly settings: Settings;
  readonly task: Task;
  /** Trains on the examples from a place on, and returns the loss. */
  readonly step: (from: number) => Promise<number>;
  readonly validate: () => Promise<number | null>;
  readonly save: () => Promise<void>;
}

/** Trains until the budget is used up, the task is solved, or somebody wants to stop. */
async function followBudget(
  record: Past,
  { settings, task, signal, onProgress, save, step, validate }: Parts,
): Promise<RunResult['outcome'] | 'stopped'> {
  const { budget, batchSize, untilSolved, validations } = settings;
  const share = (): number => record[budget.unit] / budget.amount;
  const report = (): void =>
    onProgress({
      share: Math.min(1, share()),
      steps: record.steps,
      validation: record.curve.at(-1)?.validation ?? null,
    });
  let [looked, saved] = [performance.now(), performance.now()];
  while (share() < 1) {
    if (performance.now() - looked >= lookInterval) {
      report();
      await setImmediate();
      looked = performance.now();
    }
    if (signal.aborted) {
      await save();
      return 'stopped';
    }
    const before = Math.floor(share() * validations);
    try {
      record.lossSum += await step(record.steps * batchSize);
    } catch (error) {
      if (error instanceof DivergedError) return 'diverged';
      throw error;
    }
    record.steps++;
    record.lossSteps++;
    if (share() < 1 && Math.floor(share() * validations) === before) continue;
    const { steps, seconds, lossSum, lossSteps } = record;
    record.curve.push({ steps, seconds, loss: lossSum / lossSteps, validation: await validate() });
    Object.assign(record, { lossSum: 0, lossSteps: 0 });
    if (untilSolved && isSolved(task, record.curve.at(-1)!.validation)) return 'solved';
    if (performance.now() - saved < saveInterval) continue;
    await save().catch(unlessFileError);
    saved = performance.now();
  }
  return 'complete';
}

/** A save on the way may fail: the next may find what this one missed, and the training is worth more. */
function unlessFileError(error: unknown): void {
  if (!(error instanceof FileError)) throw error;
}

/** What a checkpoint holds, or a run that has not begun. */
async function restore(trainer: Trainer, path: string): Promise<Past> {
  if (!(await exists(path))) return { steps: 0, seconds: 0, lossSum: 0, lossSteps: 0, curve: [] };
  const checkpoint = await loadCheckpointFile(path);
  trainer.restore(checkpoint);
  return (checkpoint.data as { readonly record: Past }).record;
}
