import { Worker } from 'node:worker_threads';
import { UsageError } from '../usage-error.js';
import type { RunProgress, TrainRun } from './train-run.js';
import type { RunResult } from './settings.js';

/** What a thread tells. */
export type Message =
  | { readonly kind: 'progress'; readonly progress: RunProgress }
  | { readonly kind: 'end'; readonly result: RunResult | undefined }
  /** What was asked for cannot be done; the message says why. */
  | { readonly kind: 'refusal'; readonly message: string };

/** Trains each run in a thread of its own, which leaves no memory behind and no code that is warm for the next. */
export const trainInThread =
  (worker: URL): TrainRun =>
  (assignment, { signal, onProgress }) =>
    new Promise((resolve, reject) => {
      const thread = new Worker(worker, { workerData: assignment });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      const stop = (): void => thread.postMessage('stop');
      signal.addEventListener('abort', stop, { once: true });
      thread.on('message', (message: Message) => {
        if (message.kind === 'progress') onProgress(message.progress);
        else if (message.kind === 'end') resolve(message.result);
        else reject(new UsageError(message.message));
      });
      thread.on('error', (error) => {
        const isShort = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
        const { cell, seed } = assignment.run;
        const shortage = `${cell}, seed ${seed}: there is too little memory. Take fewer --workers, or a smaller --batch-size.`;
        reject(isShort ? new UsageError(shortage) : error);
      });
      thread.on('exit', (code) => {
        signal.removeEventListener('abort', stop);
        reject(new Error(`The thread of ${assignment.run.cell} ended with code ${code} and no result.`));
      });
    });
