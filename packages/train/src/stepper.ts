import { sizeOf, type Tensor } from '@sluice/math';
import type { ParameterStore } from '@sluice/model';
import { checkBatch, type Batch } from './batch.js';
import { DivergedError } from './diverged-error.js';
import type { Engine, LiveValues } from './engine.js';
import type { Objective } from './objective.js';

/** What one training step gives. */
export interface StepResult {
  /** The mean loss before the update. */
  readonly loss: number;
  /** The norm of all gradients together before clipping. */
  readonly gradientNorm: number;
  readonly learningRate: number;
  /** Which update this was, counted from 1. */
  readonly step: number;
}

/** Runs training steps, and holds the weights and everything else that they change. */
export interface Stepper {
  step(batch: Batch): Promise<StepResult>;
  /** Number of updates so far. */
  readonly count: number;
  /** Views of the memory that the next step changes. */
  live(): LiveValues;
  /** Overwrites everything but the weights, which live in the model's store. */
  load(values: Omit<LiveValues, 'params'>): void;
  resetState(): void;
}

export interface StepperOptions {
  readonly store: ParameterStore;
  /** Where the random numbers of dropout come from. */
  readonly seed: number;
}

/** Makes a stepper of what computes the steps. */
export function createStepper(
  objective: Objective,
  engine: Engine,
  { store, seed }: StepperOptions,
): Stepper {
  let seen = -1;
  engine.write('counters', 'seed', [seed | 0]);
  const count = (): number => engine.live().counters['step']!.data[0]!;
  const writeGroup = (group: keyof LiveValues, values: Readonly<Record<string, Tensor>>): void => {
    for (const [name, { data }] of Object.entries(values)) engine.write(group, name, data);
  };
  const fetchParams = (): Record<string, Float32Array> =>
    Object.fromEntries(
      Object.entries(engine.live().params).map(([name, { data }]) => [name, data as Float32Array]),
    );

  const step = async (batch: Batch): Promise<StepResult> => {
    checkBatch('trainer.step', objective, batch);
    if (seen !== store.version) writeGroup('params', store.read());
    const { loss, gradientNorm, learningRate, finite } = await engine.run(batch);
    seen = store.announce(fetchParams);
    if (!finite) throw new DivergedError(count() + 1, loss, gradientNorm, learningRate);
    return { loss, gradientNorm, learningRate, step: count() };
  };
  // One after the other, also for callers that do not wait: a step may take place elsewhere.
  let last: Promise<unknown> = Promise.resolve();
  return {
    step: (batch) => {
      const result = last.then(() => step(batch));
      last = result.catch(() => undefined);
      return result;
    },
    get count() {
      return count();
    },
    live: () => engine.live(),
    load: (values) => {
      for (const group of ['slots', 'counters', 'state'] as const) writeGroup(group, values[group]);
    },
    resetState: () => {
      for (const [name, { shape }] of Object.entries(engine.live().state)) {
        engine.write('state', name, new Float32Array(sizeOf(shape)));
      }
    },
  };
}
