// The thread of a run: see `thread.ts`.
import { parentPort, workerData } from 'node:worker_threads';
import { SluiceError } from '@sluice/math';
import type { Message } from './thread.js';
import { trainRun, type Assignment } from './train-run.js';

const port = parentPort!;
const tell = (message: Message): void => port.postMessage(message);
const controller = new AbortController();
port.on('message', () => controller.abort());
try {
  const result = await trainRun(workerData as Assignment, {
    signal: controller.signal,
    onProgress: (progress) => tell({ kind: 'progress', progress }),
  });
  tell({ kind: 'end', result });
} catch (error) {
  if (!(error instanceof SluiceError)) throw error;
  tell({ kind: 'refusal', message: error.message });
}
port.close();
