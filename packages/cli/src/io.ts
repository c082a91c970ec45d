import type { TrainRun } from './compare/train-run.js';

/** Where a command writes. */
export interface Output {
  write(text: string): unknown;
  /** Whether somebody looks at it as it is written. */
  readonly isTTY?: boolean | undefined;
  /** How wide it is where somebody looks. */
  readonly columns?: number | undefined;
  /** How high it is there. */
  readonly rows?: number | undefined;
}

/** A size of a terminal, which says 0 where it does not know. */
export const knownOr = (size: number | undefined, otherwise: number): number =>
  size !== undefined && size > 0 ? size : otherwise;

/** What a command has of the world around it, so that tests can stand in for the world. */
export interface Io {
  /** Results. */
  readonly stdout: Output;
  /** Progress and messages. */
  readonly stderr: Output;
  /** What the user types to run a command, for hints: `sluice`. */
  readonly command: string;
  /** Calls back when the user wants to stop; returns a function that ends this. */
  onInterrupt(stop: () => void): () => void;
  /** Trains a run of a comparison; on a thread of its own, outside of tests. */
  readonly trainRun: TrainRun;
}

/** Exit codes, as shells use them. */
export const exitCodes = { done: 0, failed: 1, interrupted: 130 } as const;

/** Turns an interrupt into a signal for as long as something runs. */
export async function interruptible<T>(io: Io, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const release = io.onInterrupt(() => controller.abort());
  try {
    return await run(controller.signal);
  } finally {
    release();
  }
}
