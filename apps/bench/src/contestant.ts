import type { Task } from './task.js';

/** What one step gave. */
export interface Reading {
  /** The loss before the update. */
  readonly loss: number;
  /** How long the step took by the contestant's own clock, reading the loss included. */
  readonly milliseconds: number;
  /** How long the contestant's threads together computed: on a busy machine less than the time that passed. */
  readonly processorMilliseconds: number;
}

/** Someone who takes part in a case, ready to run. */
export interface Contestant {
  readonly name: string;
  /** Version, backend and threads, in words. */
  readonly about: string;
  readonly step: () => Promise<Reading>;
  readonly close: () => void;
}

/** A library, made ready for a task. */
export interface Prepared {
  readonly about: string;
  /** Does the whole work of the case once and returns the loss. */
  readonly step: () => number | Promise<number>;
}

/** How a library does the work of a case: all that a JavaScript library brings to the benchmark. */
export type Adapter = (task: Task) => Promise<Prepared>;

/** Does one step and times it. */
export async function takeReading({ step }: Prepared): Promise<Reading> {
  const before = process.cpuUsage();
  const started = performance.now();
  const loss = await step();
  const milliseconds = performance.now() - started;
  const { user, system } = process.cpuUsage(before);
  return { loss, milliseconds, processorMilliseconds: (user + system) / 1000 };
}

/** Runs an adapter in this process. */
export async function contestInProcess(name: string, adapter: Adapter, task: Task): Promise<Contestant> {
  const prepared = await adapter(task);
  return { name, about: prepared.about, step: () => takeReading(prepared), close: () => undefined };
}
