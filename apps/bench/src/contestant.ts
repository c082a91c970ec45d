import type { Work } from './cases/work.js';
import type { Task } from './task.js';

/** The time that some steps took. */
export interface Reading {
  readonly steps: number;
  /** How long all of them took by the contestant's own clock, reading their results included. */
  readonly milliseconds: number;
  /** How long the contestant's threads together computed: on a busy machine less than the time that passed. */
  readonly processorMilliseconds: number;
}

/** Someone who takes part in a case, ready to run. */
export interface Contestant {
  readonly name: string;
  /** Version, backend and threads, in words. */
  readonly about: string;
  /** Does some steps and tells all that they gave, to compare it with what others give. */
  readonly check: (steps: number) => Promise<Float32Array>;
  /** Does some steps and times them. */
  readonly measure: (steps: number) => Promise<Reading>;
  readonly close: () => void;
}

/** What a step gives: the loss before the update, or the outputs. */
export type Result = number | Float32Array;

/** A library, made ready for a task. */
export interface Prepared {
  readonly about: string;
  /** Does one step, and brings its result to JavaScript. */
  readonly step: () => Result | Promise<Result>;
  /** Puts outputs in the order `[batch, time, hidden]`, where the library gives them in another. */
  readonly arrange?: (outputs: Float32Array) => Float32Array;
  /** Ends what would go on, such as threads. */
  readonly close?: () => void;
}

/** How a library does each kind of work: all that a JavaScript library brings to the benchmark. */
export type Adapter = {
  readonly [K in Work['kind']]?: (task: Task<Extract<Work, { kind: K }>>) => Promise<Prepared> | Prepared;
};

/** Has a library prepare a task. */
export async function prepare(adapter: Adapter, task: Task): Promise<Prepared> {
  const { kind } = task.work;
  const prepareKind = adapter[kind] as ((task: Task) => Promise<Prepared> | Prepared) | undefined;
  if (prepareKind === undefined) throw new Error(`There is no adapter for the kind of work "${kind}".`);
  return prepareKind(task);
}

/** Does some steps and gathers what they give. */
export async function gatherResults({ step, arrange }: Prepared, steps: number): Promise<Float32Array> {
  const parts: number[] = [];
  for (let i = 0; i < steps; i++) {
    const result = await step();
    if (typeof result === 'number') parts.push(result);
    else for (const each of arrange ? arrange(result) : result) parts.push(each);
  }
  return Float32Array.from(parts);
}

/** Does some steps and times them. */
export async function takeReading({ step }: Prepared, steps: number): Promise<Reading> {
  const before = process.cpuUsage();
  const started = performance.now();
  for (let i = 0; i < steps; i++) {
    const result = step();
    // to wait for what is there already would cost a library without promises part of a microsecond
    readResult(result instanceof Promise ? await result : result);
  }
  const milliseconds = performance.now() - started;
  const { user, system } = process.cpuUsage(before);
  return { steps, milliseconds, processorMilliseconds: (user + system) / 1000 };
}

let lastRead = 0;

/** Reads a result, so that nobody can put off computing it. */
function readResult(result: Result): void {
  lastRead = typeof result === 'number' ? result : result[result.length - 1]!;
  if (Number.isNaN(lastRead)) throw new Error('A result is NaN.');
}

/** Runs an adapter in this process. */
export async function contestInProcess(name: string, adapter: Adapter, task: Task): Promise<Contestant> {
  const prepared = await prepare(adapter, task);
  return {
    name,
    about: prepared.about,
    check: (steps) => gatherResults(prepared, steps),
    measure: (steps) => takeReading(prepared, steps),
    close: () => prepared.close?.(),
  };
}
