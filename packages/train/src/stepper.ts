import { sizeOf, type Tensor } from '@sluice/math';
import { compileGroups, type Backend, type GroupedExecutable, type ParameterStore } from '@sluice/model';
import { checkBatch, partsOf, writeBatch, type Batch } from './batch.js';
import { DivergedError } from './diverged-error.js';
import type { BatchParts, Objective } from './objective.js';
import { carriedGroups, slotsOf, trainingProgram, type UpdateRule } from './training-program.js';

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

/** What lives in a training program between steps, by group. */
export type LiveValues = Readonly<Record<(typeof carriedGroups)[number], Readonly<Record<string, Tensor>>>>;

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
  readonly backend: Backend;
  /** Where the random numbers of dropout come from. */
  readonly seed: number;
}

/** Compiles the training step of an objective. */
export async function createStepper(
  objective: Objective,
  rule: UpdateRule,
  { store, backend, seed }: StepperOptions,
): Promise<Stepper> {
  // A program for each combination of parts that batches come with; nearly always there is one.
  const programs = new Map<string, Promise<GroupedExecutable>>();
  const compiled = (parts: BatchParts): Promise<GroupedExecutable> => {
    const key = JSON.stringify(parts);
    const program =
      programs.get(key) ??
      compileGroups(backend, trainingProgram(objective, rule, parts), { carried: carriedGroups });
    programs.set(key, program);
    return program;
  };

  let active = await compiled({ mask: false, lengths: false });
  let seen = -1;
  const { optimizer } = rule;
  for (const { name, shape, initial } of slotsOf(objective, optimizer)) {
    active.write('slots', name, new Float32Array(sizeOf(shape)).fill(initial));
  }
  active.write('counters', 'seed', [seed | 0]);
  const live = (): LiveValues => active.inputs;
  const fetchParams = (): Record<string, Float32Array> =>
    Object.fromEntries(Object.entries(live().params).map(([name, { data }]) => [name, data as Float32Array]));
  const activate = (executable: GroupedExecutable): void => {
    if (executable === active) return;
    for (const group of carriedGroups) writeGroup(executable, group, live()[group]);
    active = executable;
  };

  return {
    step: async (batch) => {
      checkBatch('trainer.step', objective, batch);
      activate(await compiled(partsOf(batch)));
      if (seen !== store.version) writeGroup(active, 'params', store.read());
      writeBatch(active, batch);
      active.run();
      seen = store.announce(fetchParams);

      const result = (name: string): number => active.outputs['results']![name]!.data[0]!;
      const [loss, gradientNorm, learningRate] = [
        result('loss'),
        result('gradientNorm'),
        result('learningRate'),
      ];
      const count = countIn(active);
      if (result('finite') === 0) throw new DivergedError(count + 1, loss, gradientNorm, learningRate);
      return { loss, gradientNorm, learningRate, step: count };
    },
    get count() {
      return countIn(active);
    },
    live,
    load: (values) => {
      for (const group of ['slots', 'counters', 'state'] as const) writeGroup(active, group, values[group]);
    },
    resetState: () => {
      for (const [name, { shape }] of Object.entries(live().state)) {
        active.write('state', name, new Float32Array(sizeOf(shape)));
      }
    },
  };
}

const countIn = ({ inputs }: GroupedExecutable): number => inputs['counters']!['step']!.data[0]!;

function writeGroup(
  executable: GroupedExecutable,
  group: string,
  values: Readonly<Record<string, Tensor>>,
): void {
  for (const [name, { data }] of Object.entries(values)) executable.write(group, name, data);
}
