import { sizeOf, type Tensor } from '@sluice/math';
import {
  compileGroupsOffPage,
  type Backend,
  type GroupedMemory,
  type GroupedRunner,
  type ProgramMemory,
} from '@sluice/model';
import { partsOf, writeBatch, type Batch } from './batch.js';
import type { BatchParts } from './objective.js';
import {
  carriedGroups,
  slotsOf,
  trainingProgram,
  type StepObjective,
  type UpdateRule,
} from './training-program.js';

/** What lives in a training program between steps, by group. */
export type LiveValues = Readonly<Record<(typeof carriedGroups)[number], Readonly<Record<string, Tensor>>>>;

/** What a run says of itself. */
export interface RunResults {
  readonly loss: number;
  readonly gradientNorm: number;
  readonly learningRate: number;
  /** Whether it changed anything: what is not finite leaves no trace. */
  readonly finite: boolean;
}

/** What computes training steps: it holds everything that they change. */
export interface Engine {
  /** What a step over whole batches like the last one takes up, where that is known. */
  readonly memory: ProgramMemory | undefined;
  /** Views of the memory that the next run changes. */
  live(): LiveValues;
  /** Overwrites one of the live values. */
  write(group: keyof LiveValues, name: string, data: ArrayLike<number>): void;
  run(batch: Batch): Promise<RunResults>;
  /** Ends its threads. */
  close(): void;
}

/** Computes a step as one program on one thread; on a page that is a worker's. */
export async function createEngine(
  objective: StepObjective,
  rule: UpdateRule,
  backend: Backend,
): Promise<Engine> {
  const made = new Set<GroupedRunner>();
  const compiled = oneForEach(async (parts) => {
    const program = trainingProgram(objective, rule, parts);
    const runner = await compileGroupsOffPage(backend, program, { carried: carriedGroups });
    made.add(runner);
    return runner;
  });
  let active = await compiled(objective.parts);
  const live = (): LiveValues => active.inputs;
  const activate = (runner: GroupedRunner): void => {
    if (runner === active) return;
    for (const group of carriedGroups) {
      for (const [name, { data }] of Object.entries(live()[group])) runner.write(group, name, data);
    }
    active = runner;
  };
  startSlots(objective, rule, active);
  return {
    get memory() {
      return active.memory;
    },
    live,
    write: (group, name, data) => active.write(group, name, data),
    run: async (batch) => {
      activate(await compiled(partsOf(batch)));
      writeBatch(active, batch);
      await active.run();
      return readResults(active);
    },
    close: () => made.forEach((runner) => runner.close()),
  };
}

/** A program for each combination of parts that batches come with; nearly always there is one. */
export function oneForEach<T>(make: (parts: BatchParts) => Promise<T>): (parts: BatchParts) => Promise<T> {
  const made = new Map<string, Promise<T>>();
  return (parts) => {
    const key = JSON.stringify(parts);
    const program = made.get(key) ?? make(parts);
    made.set(key, program);
    return program;
  };
}

/** Gives everything that the optimizer remembers its first value. */
export function startSlots(
  objective: StepObjective,
  { optimizer }: UpdateRule,
  { write }: Pick<GroupedMemory, 'write'>,
): void {
  for (const { name, shape, initial } of slotsOf(objective, optimizer)) {
    write('slots', name, new Float32Array(sizeOf(shape)).fill(initial));
  }
}

/** Reads the results of a run. */
export function readResults({ outputs }: Pick<GroupedMemory, 'outputs'>): RunResults {
  const result = (name: string): number => outputs['results']![name]!.data[0]!;
  return {
    loss: result('loss'),
    gradientNorm: result('gradientNorm'),
    learningRate: result('learningRate'),
    finite: result('finite') !== 0,
  };
}
