import { availableParallelism, freemem } from 'node:os';
import { hiddenSizeFor, networkFor } from '@sluice/tasks';
import { explainTraining } from '@sluice/train';
import { cells } from '../cells.js';
import { UsageError } from '../usage-error.js';
import type { Settings } from './settings.js';
import { createTask } from './tasks.js';
import { formatBytes } from './words.js';

/** The hidden size of each cell. */
export type Sizes = Readonly<Record<string, number>>;

/** Bytes that a thread takes up beside its training step. */
const threadSize = 100e6;

export function chooseSizes(settings: Settings): Sizes {
  const { size, layers } = settings;
  const task = createTask(settings);
  const sizeOf = (cell: string): number =>
    'hidden' in size
      ? size.hidden
      : hiddenSizeFor(task, cells.get(cell)!, { parameters: size.parameters, layers });
  return Object.fromEntries(settings.cells.map((cell) => [cell, sizeOf(cell)]));
}

/**
 * How many runs train at once: as many as are wanted, or one for each core but no more than fit into memory.
 *
 * @throws UsageError when they do not fit.
 */
export function fitWorkers(settings: Settings, sizes: Sizes, wanted: number | undefined): number {
  const { layers, batchSize } = settings;
  const task = createTask(settings);
  const steps = settings.cells.map((cell) => {
    const network = networkFor(task, cells.get(cell)!, { hiddenSize: sizes[cell]!, layers });
    const { loss, timeSteps } = task;
    return { cell, bytes: explainTraining(network, { loss, batchSize, timeSteps }).memory + threadSize };
  });
  const largest = steps.reduce((a, b) => (a.bytes > b.bytes ? a : b));
  const memory = availableMemory();
  const fitting = Math.floor(memory / largest.bytes);
  if (fitting >= (wanted ?? 1)) return wanted ?? Math.min(fitting, availableParallelism());
  throw new UsageError(
    `A run of ${largest.cell} takes about ${formatBytes(largest.bytes)} of memory, of which ${formatBytes(memory)} are free. ` +
      `Take ${fitting > 0 ? `--workers ${fitting}, ` : ''}a smaller --batch-size, or fewer --parameters.`,
  );
}

function availableMemory(): number {
  const limit = process.constrainedMemory() ?? 0;
  return limit > 0 ? Math.min(freemem(), limit) : freemem();
}
