import { ArgumentError, type Tensor } from '@sluice/math';
import { checkTensor, type Model, type Params } from '@sluice/model';
import type { Best } from './early-stopping.js';
import type { Progress } from './fit.js';
import type { LiveValues, Stepper } from './stepper.js';

/** How far a training has come. */
export interface TrainerPosition {
  /** Number of epochs that are complete. */
  readonly epoch: number;
  /** Number of batches of the present epoch that are done. */
  readonly batch: number;
  /** Whether a validation was due when the training was interrupted. */
  readonly validationDue: boolean;
  /** The best validation so far, for early stopping; its weights are among the tensors. */
  readonly best?: Omit<Best, 'params'> | undefined;
}

/**
 * All that a training is, as plain data: one that is resumed from it goes on bit for bit as if it had never been
 * interrupted.
 */
export interface TrainerCheckpoint {
  /** Weights (`params.…`), what the optimizer remembers (`slots.…`), counters, carried state, best weights (`best.…`). */
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly position: TrainerPosition;
}

/** Copies all that a training is. */
export function takeCheckpoint(model: Model, stepper: Stepper, progress: Progress): TrainerCheckpoint {
  const { best, ...position } = progress;
  const { params: bestParams, ...bestPosition } = best ?? {};
  const groups = { ...stepper.live(), params: model.params, ...(bestParams && { best: bestParams }) };
  return {
    tensors: Object.fromEntries(
      Object.entries(groups).flatMap(([group, values]) =>
        Object.entries(values).map(([name, tensor]) => [`${group}.${name}`, copy(tensor)]),
      ),
    ),
    position: { ...position, ...(best && { best: bestPosition as Omit<Best, 'params'> }) },
  };
}

/** Puts a training back where a checkpoint was taken. Everything is checked before anything changes. */
export function restoreCheckpoint(
  { tensors, position }: TrainerCheckpoint,
  model: Model,
  stepper: Stepper,
  progress: Progress,
): void {
  const best = position.best && { ...position.best, params: under('best', tensors) as Params };
  const expected: Record<string, Readonly<Record<string, Tensor>>> = {
    ...stepper.live(),
    ...(best && { best: model.params }),
  };
  const known = new Set<string>();
  for (const [group, values] of Object.entries(expected)) {
    for (const [name, spec] of Object.entries(values)) {
      known.add(`${group}.${name}`);
      checkTensor(`trainer.restore: "${group}.${name}"`, tensors[`${group}.${name}`], spec);
    }
  }
  const unknown = Object.keys(tensors).find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw new ArgumentError(
      `trainer.restore: the checkpoint holds "${unknown}", which this trainer has not. ` +
        `Make it with the model, the optimizer and the batch size of the one that the checkpoint is of.`,
    );
  }
  model.params = under('params', tensors);
  stepper.load({
    slots: under('slots', tensors),
    counters: under('counters', tensors),
    state: under('state', tensors),
  } satisfies Omit<LiveValues, 'params'>);
  const { epoch, batch, validationDue } = position;
  Object.assign(progress, { epoch, batch, validationDue, best });
}

const under = (group: string, tensors: Readonly<Record<string, Tensor>>): Record<string, Tensor> =>
  Object.fromEntries(
    Object.entries(tensors)
      .filter(([name]) => name.startsWith(`${group}.`))
      .map(([name, tensor]) => [name.slice(group.length + 1), tensor]),
  );

const copy = ({ shape, dtype, data }: Tensor): Tensor => ({ shape, dtype, data: data.slice() }) as Tensor;
