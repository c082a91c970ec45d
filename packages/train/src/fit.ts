import { ArgumentError } from '@sluice/math';
import type { Model } from '@sluice/model';
import type { StopSignal } from './abort-signal.js';
import type { Batch, Batches, BatchSource } from './batch.js';
import { judge, type Best, type EarlyStopping } from './early-stopping.js';
import type { Evaluator } from './evaluator.js';
import { createPause } from './pause.js';
import type { Stepper, StepResult } from './stepper.js';

/** What `fit` tells after each step. */
export interface FitReport extends StepResult {
  /** Counted from 1. */
  readonly epoch: number;
  /** The mean loss on the validation batches, where they were evaluated after this step. */
  readonly validation?: number;
}

/** Looks at a report before it is handed out; answering `'stop'` ends the training after this step. */
export type Callback = (report: FitReport) => void | 'stop' | Promise<void | 'stop'>;

export interface FitOptions {
  /** How many times to go through all batches; 1 by default. */
  readonly epochs?: number | undefined;
  /** Ends the training after the step that runs when it is aborted; the weights stay as they are then. */
  readonly signal?: StopSignal | undefined;
  /** Batches to evaluate now and then. */
  readonly validate?: Batches | undefined;
  /** After how many steps to validate, counted over all epochs; at the end of each epoch by default. */
  readonly validateEvery?: number | undefined;
  /** Stops when the validation loss no longer falls; needs `validate`. */
  readonly earlyStopping?: EarlyStopping | undefined;
  readonly callbacks?: readonly Callback[] | undefined;
}

/** How far a training has come: what it needs to go on where it was interrupted. */
export interface Progress {
  /** Number of epochs that are complete. */
  epoch: number;
  /** Number of batches of the present epoch that are done. */
  batch: number;
  /** Whether a validation was due when the training was interrupted. */
  validationDue: boolean;
  best: Best | undefined;
}

export const noProgress = (): Progress => ({ epoch: 0, batch: 0, validationDue: false, best: undefined });

/** What a training works with. */
export interface FitContext {
  readonly model: Model;
  readonly stepper: Stepper;
  readonly evaluator: Evaluator;
  readonly progress: Progress;
}

/** Goes through the batches of all epochs, from where `progress` stands, and reports every step. */
export async function* fit(
  context: FitContext,
  batches: Batches,
  options: FitOptions,
): AsyncGenerator<FitReport, void, undefined> {
  checkOptions(options);
  const { model, stepper, progress } = context;
  const { epochs = 1, signal, earlyStopping, callbacks = [] } = options;
  const pause = createPause();
  const isOver = (): boolean =>
    earlyStopping !== undefined && (progress.best?.waited ?? 0) >= earlyStopping.patience;

  if (progress.validationDue) await validateNow(context, options);
  while (progress.epoch < epochs && !isOver()) {
    if (signal?.aborted) return;
    for await (const report of fitEpoch(context, batches, options)) {
      let stop = false;
      for (const callback of callbacks) stop = (await callback(report)) === 'stop' || stop;
      yield report;
      await pause();
      if (stop || signal?.aborted) return;
      if (isOver()) break;
    }
  }
  const { best } = progress;
  if (best && best.step !== stepper.count && earlyStopping?.restoreBest !== false) model.params = best.params;
}

/** The steps that are left of the present epoch. */
async function* fitEpoch(
  context: FitContext,
  batches: Batches,
  options: FitOptions,
): AsyncGenerator<FitReport, void, undefined> {
  const { stepper, progress } = context;
  const epoch = progress.epoch + 1;
  const iterator = iterate(batches, epoch);
  try {
    let next = await skip(iterator, progress.batch, epoch);
    if (progress.batch === 0) stepper.resetState();
    while (!next.done && !options.signal?.aborted) {
      const result = await stepper.step(next.value);
      progress.batch++;
      // The step has copied its batch, so whoever makes them may use its memory again for the next.
      next = await iterator.next();
      if (next.done) Object.assign(progress, { epoch, batch: 0 });
      progress.validationDue = isValidationDue(options, result.step, next.done === true);
      const validation = progress.validationDue ? await validateNow(context, options) : undefined;
      yield { ...result, epoch, ...(validation !== undefined && { validation }) };
    }
  } finally {
    await iterator.return(undefined);
  }
}

const isValidationDue = (
  { validate, validateEvery }: FitOptions,
  step: number,
  epochEnds: boolean,
): boolean =>
  validate !== undefined && (validateEvery === undefined ? epochEnds : step % validateEvery === 0);

async function validateNow(
  { model, stepper, evaluator, progress }: FitContext,
  { validate, earlyStopping, signal }: FitOptions,
): Promise<number | undefined> {
  if (!validate) return undefined;
  const loss = await evaluator(sourceOf(validate, progress.epoch), signal);
  if (loss === undefined) return undefined;
  progress.validationDue = false;
  if (earlyStopping) {
    progress.best = judge(earlyStopping, progress.best, { loss, step: stepper.count, params: model.params });
  }
  return loss;
}

export const sourceOf = (batches: Batches, epoch: number): BatchSource =>
  typeof batches === 'function' ? batches(epoch) : batches;

async function* iterate(batches: Batches, epoch: number): AsyncGenerator<Batch, void, undefined> {
  yield* sourceOf(batches, epoch);
}

/** Passes over what was trained on before the interruption; returns the first batch after it. */
async function skip(
  iterator: AsyncGenerator<Batch, void, undefined>,
  count: number,
  epoch: number,
): Promise<IteratorResult<Batch, void>> {
  let next = await iterator.next();
  for (let skipped = 0; skipped < count && !next.done; skipped++) next = await iterator.next();
  if (!next.done) return next;
  throw new ArgumentError(
    count > 0
      ? `trainer.fit: the training was interrupted after batch ${count} of epoch ${epoch}, ` +
          `but now there are not that many; resume with the batches that it began with.`
      : `trainer.fit: epoch ${epoch} has no batches. A generator can be gone through only once: ` +
          `for several epochs pass a list, or a function that makes one.`,
  );
}

function checkOptions({ epochs, validate, validateEvery, earlyStopping }: FitOptions): void {
  const counts = { epochs, validateEvery, 'earlyStopping.patience': earlyStopping?.patience };
  for (const [name, count] of Object.entries(counts)) {
    if (count !== undefined && (!Number.isSafeInteger(count) || count < 1)) {
      throw new ArgumentError(`trainer.fit: ${name} must be an integer of at least 1, but got ${count}.`);
    }
  }
  if (!validate && (earlyStopping ?? validateEvery) !== undefined) {
    throw new ArgumentError(
      'trainer.fit: earlyStopping and validateEvery need batches to validate on: give validate.',
    );
  }
}
