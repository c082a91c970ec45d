import { wrap, type Remote } from 'comlink';
import { ready, type Rooms } from './rooms.js';

/** A page's worker. */
export interface Connection<K extends keyof Rooms> {
  /** Resolves when it has loaded; rejects where it cannot be. */
  readonly work: Promise<Remote<Rooms[K]>>;
  /** Ends it at once, whatever it does. */
  end(): void;
}

/** Starts the worker of a page. */
export function connect<K extends keyof Rooms>(room: K): Connection<K> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: room });
  const work = new Promise<Remote<Rooms[K]>>((resolve, reject) => {
    worker.addEventListener('message', (event: MessageEvent<unknown>) => {
      if (event.data === ready) resolve(wrap<Rooms[K]>(worker));
    });
    worker.addEventListener('error', ({ message }) => {
      reject(new Error(`The worker could not be started: ${message || 'its script did not load'}.`));
    });
  });
  // Whoever asks for it is told.
  work.catch(() => undefined);
  return { work, end: () => worker.terminate() };
}

/** Nothing came within the time that was given. */
export class TooLongError extends Error {
  override readonly name = 'TooLongError';
}

/** Waits at most so many milliseconds. */
export function within<T>(milliseconds: number, result: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () =>
        reject(
          new TooLongError(
            `No answer came within ${milliseconds / 1000} s: a cell that never ends does that, or one that is very large. Choose another cell, or smaller sizes.`,
          ),
        ),
      milliseconds,
    );
    result.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
