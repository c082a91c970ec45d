import { ArgumentError, tensor, type Tensor } from '@sluice/math';
import { checkTensor, type Model } from '@sluice/model';
import type { Best } from './early-stopping.js';
import type { Progress } from './fit.js';
import type { Stepper } from './stepper.js';

/** Tensors by name. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** How far a training has come. */
export interface TrainingPosition {
  /** Number of updates. */
  readonly step: number;
  /** Where the random numbers of dropout come from. */
  readonly seed: number;
  /** Number of epochs that are complete. */
  readonly epoch: number;
  /** Number of batches of the present epoch that are done. */
  readonly batch: number;
  /** Whether a validation was due when the training was interrupted. */
  readonly validationDue: boolean;
  /** The best validation so far, for early stopping; its weights stand in `optimizer` under `best/`. */
  readonly best?: Omit<Best, 'params'>;
}

/**
 * All that a training is, as plain data: one that is resumed from it goes on bit for bit as if it had never been
 * interrupted. `saveCheckpoint` of `@sluice/serialization` makes bytes of it.
 */
export interface TrainerCheckpoint {
  readonly version: 1;
  /** The weights: `1.wx`. */
  readonly parameters: Tensors;
  /** What the optimizer remembers: `m/1.wx`. */
  readonly optimizer: Tensors;
  /** The carried state: `1.h`. */
  readonly state: Tensors;
  readonly data: { readonly training: TrainingPosition };
}

/** A checkpoint that may come from a file, so that what it says is checked. */
export type LoadedCheckpoint = Pick<TrainerCheckpoint, 'parameters' | 'optimizer' | 'state'> & {
  readonly data: unknown;
};

/** Copies all that a training is. */
export function takeCheckpoint(model: Model, stepper: Stepper, progress: Progress): TrainerCheckpoint {
  const { slots, counters, state } = stepper.live();
  const { best, ...position } = progress;
  const { params, ...bestPosition } = best ?? {};
  return {
    version: 1,
    parameters: copyAll(model.params),
    optimizer: { ...copyAll(slots), ...(params && copyAll(prefixed('best/', params))) },
    state: copyAll(state),
    data: {
      training: {
        step: counters['step']!.data[0]!,
        seed: counters['seed']!.data[0]!,
        ...position,
        ...(best && { best: bestPosition as Omit<Best, 'params'> }),
      },
    },
  };
}

/** Puts a training back where a checkpoint was taken. Everything is checked before anything changes. */
export function restoreCheckpoint(
  { parameters, optimizer, state, data }: LoadedCheckpoint,
  model: Model,
  stepper: Stepper,
  progress: Progress,
): void {
  const { step, seed, best, ...position } = parsePosition(data);
  const expected = stepper.live();
  const slots = best ? { ...expected.slots, ...prefixed('best/', model.params) } : expected.slots;
  checkAll('optimizer', slots, optimizer);
  checkAll('state', expected.state, state);

  model.params = parameters;
  stepper.load({
    slots: pick(expected.slots, optimizer),
    counters: { step: integer(step), seed: integer(seed) },
    state,
  });
  const bestParams = mapEntries(model.params, (name) => optimizer[`best/${name}`] as Tensor<'f32'>);
  Object.assign(progress, { ...position, best: best && { ...best, params: bestParams } });
}

function checkAll(group: string, expected: Tensors, given: Tensors): void {
  for (const [name, spec] of Object.entries(expected)) {
    checkTensor(`trainer.restore: ${group} "${name}"`, given[name], spec);
  }
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(expected, name));
  if (unknown === undefined) return;
  throw new ArgumentError(
    `trainer.restore: the checkpoint holds ${group} "${unknown}", which this trainer has not. ` +
      `Make it with the model, the optimizer and the sizes of the training that the checkpoint is of.`,
  );
}

function parsePosition(data: unknown): TrainingPosition {
  const training = (data as { training?: unknown } | null | undefined)?.training;
  const fields = (typeof training === 'object' && training !== null ? training : {}) as Record<
    string,
    unknown
  >;
  for (const name of ['step', 'seed', 'epoch', 'batch']) {
    const value = fields[name];
    // In the program steps and seeds are i32: a larger one would come back as another.
    if (Number.isSafeInteger(value) && value === ((value as number) | 0) && (name === 'seed' || value >= 0)) {
      continue;
    }
    throw new ArgumentError(
      `trainer.restore: the checkpoint's data.training.${name} must be an integer of 32 bits` +
        `${name === 'seed' ? '' : ' of at least 0'}, but is ${JSON.stringify(value)}; ` +
        `this is no checkpoint of a trainer.`,
    );
  }
  return { ...(fields as unknown as TrainingPosition), validationDue: fields['validationDue'] === true };
}

const integer = (value: number): Tensor<'i32'> => ({ shape: [], dtype: 'i32', data: Int32Array.of(value) });

const mapEntries = <T>(record: Tensors, change: (name: string, tensor: Tensor) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([name, tensor]) => [name, change(name, tensor)]));

const pick = (names: Tensors, from: Tensors): Tensors => mapEntries(names, (name) => from[name]!);

const copyAll = (tensors: Tensors): Tensors =>
  mapEntries(tensors, (_, { shape, data }) => tensor(data.slice(), shape));

const prefixed = (prefix: string, tensors: Tensors): Tensors =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [prefix + name, tensor]));
