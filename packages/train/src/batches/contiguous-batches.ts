import { ArgumentError, ShapeError, sizeOf, formatShape, tensor, type Tensor } from '@sluice/math';
import type { Batch } from '../batch.js';

export interface ContiguousOptions {
  /** Number of rows. */
  readonly batchSize: number;
  /** Number of steps of each batch. */
  readonly timeSteps: number;
  /** How many steps ahead the target is; 1 by default: predict what comes next. */
  readonly ahead?: number;
}

/** Batches that can be gone through any number of times. */
export interface BatchList extends Iterable<Batch> {
  /** How many batches there are. */
  readonly length: number;
}

/**
 * Cuts one long series into rows that run on from batch to batch, for training with `stateful: true`: row r of a batch
 * continues row r of the batch before. The target is the series itself, some steps ahead.
 *
 * What does not fill the last batch is left out.
 *
 * @param series - `[steps, …]`.
 * @throws ArgumentError when the series does not fill one batch.
 *
 * @example
 * ```ts
 * import { tensor } from '@sluice/math';
 * import { contiguousBatches } from '@sluice/train';
 * const series = tensor([0, 1, 2, 3, 4, 5, 6, 7, 8], [9, 1]);
 * const [first] = contiguousBatches(series, { batchSize: 2, timeSteps: 2 });
 * first.input; // [[0, 1], [4, 5]], of shape [2, 2, 1]
 * first.target; // [[1, 2], [5, 6]]
 * ```
 */
export function contiguousBatches(
  series: Tensor,
  { batchSize, timeSteps, ahead = 1 }: ContiguousOptions,
): BatchList {
  for (const [name, count] of Object.entries({ batchSize, timeSteps, ahead })) {
    if (!Number.isSafeInteger(count) || count < 1) {
      throw new ArgumentError(
        `contiguousBatches: ${name} must be an integer of at least 1, but got ${count}.`,
      );
    }
  }
  const [steps, ...rest] = series.shape;
  if (steps === undefined) {
    throw new ShapeError(
      `contiguousBatches: the series must be [steps, …], but is ${formatShape(series.shape)}.`,
    );
  }
  const perRow = Math.floor((steps - ahead) / batchSize);
  const length = Math.floor(perRow / timeSteps);
  if (length < 1) {
    throw new ArgumentError(
      `contiguousBatches: ${batchSize} rows of ${timeSteps} steps need at least ` +
        `${batchSize * timeSteps + ahead} steps, but there are ${steps}. Use fewer or shorter rows.`,
    );
  }
  const width = sizeOf(rest);
  const cut = (batch: number, offset: number): Tensor => {
    const data = series.data.slice(0, batchSize * timeSteps * width);
    for (let row = 0; row < batchSize; row++) {
      const from = (row * perRow + batch * timeSteps + offset) * width;
      data.set(series.data.subarray(from, from + timeSteps * width), row * timeSteps * width);
    }
    return tensor(data, [batchSize, timeSteps, ...rest]);
  };
  return {
    length,
    *[Symbol.iterator]() {
      for (let batch = 0; batch < length; batch++) yield { input: cut(batch, 0), target: cut(batch, ahead) };
    },
  };
}

/**
 * Cuts tokens into rows that run on from batch to batch; the target of each token is the next one.
 *
 * @throws ArgumentError when the tokens do not fill one batch.
 *
 * @example
 * ```ts
 * import { createVocabulary, textBatches } from '@sluice/train';
 * const vocabulary = createVocabulary('to be or not to be');
 * const batches = textBatches(vocabulary.encode('to be or not to be'), { batchSize: 2, timeSteps: 4 });
 * batches.length; // 2
 * ```
 */
export const textBatches = (tokens: Int32Array, options: Omit<ContiguousOptions, 'ahead'>): BatchList =>
  contiguousBatches(tensor(tokens), options);
