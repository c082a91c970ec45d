import {
  trace,
  type Executable,
  type ExecutableOptions,
  type Program,
  type Spec,
  type Tensor,
  type Value,
  type Values,
} from '@sluice/math';
import { compileInWorker, compileTeam, isPage, type RemoteExecutable, type Team } from '@sluice/wasm';
import { backends, type Backend } from './backend.js';
import { explainingShortage, memoryOf, type ProgramMemory } from './memory.js';

/** Things with a name in a group with a name: `groups.state.h`. */
export type Groups<T> = Readonly<Record<string, Readonly<Record<string, T>>>>;

/** A program whose inputs and outputs have names; the numbers are positions in the program. */
export interface GroupedProgram {
  readonly program: Program;
  readonly inputs: Groups<number>;
  readonly outputs: Groups<number>;
}

/**
 * Traces a function of named values. The order of inputs and outputs in the program is that of the names in their
 * records, group by group.
 *
 * @param specs - shape and dtype of each input, by group and name.
 * @param body - takes the values under the same names, and returns what the program computes.
 *
 * @example
 * ```ts
 * import { traceGroups } from '@sluice/model';
 * const doubled = traceGroups({ data: { x: { shape: [3], dtype: 'f32' } } }, ({ data }) => ({
 *   results: { y: data.x!.mul(2) },
 * }));
 * doubled.outputs.results.y; // 0: the first output of doubled.program
 * ```
 */
export function traceGroups<G extends Groups<Spec>>(
  specs: G,
  body: (values: { readonly [K in keyof G]: Values }) => Groups<Value>,
): GroupedProgram {
  const inputs = numbered(specs);
  let outputs: Groups<number> = {};
  const program = trace((...values) => {
    const results = body(mapGroups(inputs, (position) => values[position]!) as { [K in keyof G]: Values });
    outputs = numbered(results);
    return Object.values(results).flatMap((group) => Object.values(group));
  }, leaves(specs));
  return { program, inputs, outputs };
}

/** The memory of a grouped program: inputs and outputs are views of it. */
export interface GroupedMemory {
  readonly inputs: Groups<Tensor>;
  readonly outputs: Groups<Tensor>;
  /** What it takes up, where that is known. */
  readonly memory?: ProgramMemory | undefined;
  /** Copies numbers into an input. */
  write(group: string, name: string, data: ArrayLike<number>): void;
}

/** A grouped program with memory of its own. */
export interface GroupedExecutable extends GroupedMemory {
  /** Computes the outputs from the inputs. */
  run(): void;
}

/** A grouped program that may run elsewhere, so that one waits for it. */
export interface GroupedRunner extends GroupedMemory {
  run(): void | Promise<void>;
  /** Ends the worker that it runs in, if it has one. */
  close(): void;
}

/** Grouped programs that run at the same time, each on a thread and in a memory of its own. */
export interface GroupedTeam {
  readonly members: readonly GroupedMemory[];
  /** Runs all of them, and is done when the last is. */
  run(this: void): void | Promise<void>;
  /** Ends the threads. */
  close(this: void): void;
}

/** What becomes of groups between runs. */
export interface GroupOptions {
  /** Groups of inputs that keep their values over many runs. */
  readonly constant?: readonly string[];
  /** Groups that are inputs and outputs both: after each run, what came out stands in the input. */
  readonly carried?: readonly string[];
}

/** Makes a grouped program ready to run. */
export async function compileGroups(
  backend: Backend,
  program: GroupedProgram,
  options: GroupOptions = {},
): Promise<GroupedExecutable> {
  const make = (): Promise<Executable> =>
    backends[backend].make(program.program, positions(program, options));
  return runnable(program, await explainingShortage(program, make));
}

/** Makes a grouped program ready to run at once, for callers that cannot wait. */
export function compileGroupsSync(
  backend: Backend,
  program: GroupedProgram,
  options: GroupOptions = {},
): GroupedExecutable {
  const make = (): Executable => backends[backend].makeSync(program.program, positions(program, options));
  return runnable(program, explainingShortage(program, make));
}

/** As `compileGroups`, but on the thread that a page draws on the program is compiled and runs in a worker. */
export async function compileGroupsOffPage(
  backend: Backend,
  program: GroupedProgram,
  options: GroupOptions = {},
): Promise<GroupedRunner> {
  if (backend !== 'wasm' || !isPage()) {
    return { ...(await compileGroups(backend, program, options)), close: () => undefined };
  }
  const make = (): Promise<RemoteExecutable> => compileInWorker(program.program, positions(program, options));
  const remote = await explainingShortage(program, make);
  return { ...bind(program, remote), run: () => remote.run(), close: () => remote.close() };
}

/** Makes grouped programs ready to run at the same time; the same one given several times is compiled once. */
export async function compileGroupsTeam(programs: readonly GroupedProgram[]): Promise<GroupedTeam> {
  const make = (): Promise<Team> => compileTeam(programs.map(({ program }) => program));
  const { members, run, close } = await explainingShortage(programs[0]!, make);
  return { members: members.map((member, i) => bind(programs[i]!, member)), run, close };
}

const leaves = <T>(groups: Groups<T>): T[] => Object.values(groups).flatMap((group) => Object.values(group));

function mapGroups<T, U>(groups: Groups<T>, change: (leaf: T) => U): Groups<U> {
  return mapRecord(groups, (group) => mapRecord(group, change));
}

function mapRecord<T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}

function numbered(groups: Groups<unknown>): Groups<number> {
  let next = 0;
  return mapGroups(groups, () => next++);
}

/** Where the inputs and outputs of some groups stand, as a backend wants to know it. */
export function positions(
  { inputs, outputs }: GroupedProgram,
  { constant = [], carried = [] }: GroupOptions,
): ExecutableOptions {
  return {
    constants: constant.flatMap((group) => Object.values(inputs[group] ?? {})),
    updates: carried.flatMap((group) =>
      Object.entries(inputs[group] ?? {}).map(([name, input]) => ({
        input,
        output: outputs[group]![name]!,
      })),
    ),
  };
}

function bind(
  program: GroupedProgram,
  memory: Pick<Executable, 'inputs' | 'outputs' | 'memory' | 'write'>,
): GroupedMemory {
  const { inputs, outputs } = program;
  return {
    memory: memory.memory && memoryOf(program, memory.memory.bytes),
    inputs: mapGroups(inputs, (position) => memory.inputs[position]!),
    outputs: mapGroups(outputs, (position) => memory.outputs[position]!),
    write: (group, name, data) => memory.write(inputs[group]![name]!, data),
  };
}

const runnable = (program: GroupedProgram, executable: Executable): GroupedExecutable => ({
  ...bind(program, executable),
  run: () => executable.run(),
});
