import { ArgumentError, ShapeError, formatShape, sizeOf, tensor, threefry, type Tensor } from '@sluice/math';
import type { Constants } from '@sluice/model';
import type { Batch } from '../batch.js';

/** Sequences that stand by themselves, all of one (padded) length. */
export interface Sequences {
  /** `[count, time, …]`. */
  readonly input: Tensor;
  /** `[count, …]`. */
  readonly target: Tensor;
  /** f32 `[count, time]` or `[count]`: 1 where a position counts. */
  readonly mask?: Tensor | undefined;
  /** Number of valid steps of each sequence. */
  readonly lengths?: ArrayLike<number> | undefined;
  /** Time since the step before, f32 `[count, time]`. */
  readonly delta?: Tensor | undefined;
  /** What the layer reads in every step, `[count, …]` by name. */
  readonly constants?: Constants | undefined;
}

export interface SequenceBatchOptions {
  readonly batchSize: number;
  /** Brings the sequences in a new order in each epoch, drawn from this seed; without it they keep their order. */
  readonly shuffleSeed?: number | undefined;
  /** Whether the last batch may be smaller, as evaluation allows; by default what does not fill one is left out. */
  readonly keepLast?: boolean | undefined;
}

/**
 * Makes batches of sequences that stand by themselves, such as sentences to classify.
 *
 * @returns a function of the epoch, as `fit` and `evaluate` take it.
 * @throws ArgumentError when the parts disagree about the number of sequences, or do not fill one batch.
 *
 * @example
 * ```ts
 * import { sequenceBatches } from '@sluice/train';
 * const batches = sequenceBatches({ input, target }, { batchSize: 32, shuffleSeed: 1 });
 * for await (const { loss } of trainer.fit(batches, { epochs: 10 })) console.log(loss);
 * ```
 */
export function sequenceBatches(
  sequences: Sequences,
  { batchSize, shuffleSeed, keepLast = false }: SequenceBatchOptions,
): (epoch: number) => Iterable<Batch> {
  const count = countOf(sequences);
  if (!Number.isSafeInteger(batchSize) || batchSize < 1) {
    throw new ArgumentError(
      `sequenceBatches: batchSize must be an integer of at least 1, but got ${batchSize}.`,
    );
  }
  if (count < batchSize && !keepLast) {
    throw new ArgumentError(`sequenceBatches: ${count} sequences do not fill a batch of ${batchSize}.`);
  }
  const batches = keepLast ? Math.ceil(count / batchSize) : Math.floor(count / batchSize);
  return function* (epoch) {
    const order = shuffleSeed === undefined ? undefined : shuffled(count, shuffleSeed, epoch);
    for (let i = 0; i < batches; i++) {
      const rows = Array.from(
        { length: Math.min(batchSize, count - i * batchSize) },
        (_, row) => order?.[i * batchSize + row] ?? i * batchSize + row,
      );
      yield pick(sequences, rows);
    }
  };
}

function countOf({ input, target, mask, lengths, delta, constants }: Sequences): number {
  const count = input.shape[0] ?? 0;
  const counts = {
    target: target.shape[0],
    mask: mask?.shape[0],
    lengths: lengths?.length,
    delta: delta?.shape[0],
    ...Object.fromEntries(
      Object.entries(constants ?? {}).map(([name, { shape }]) => [`constant "${name}"`, shape[0]]),
    ),
  };
  for (const [name, other] of Object.entries(counts)) {
    if (other !== undefined && other !== count) {
      throw new ShapeError(
        `sequenceBatches: input ${formatShape(input.shape)} holds ${count} sequences, but ${name} ${other}.`,
      );
    }
  }
  return count;
}

function pick({ input, target, mask, lengths, delta, constants }: Sequences, rows: readonly number[]): Batch {
  return {
    input: pickRows(input, rows),
    target: pickRows(target, rows),
    ...(mask && { mask: pickRows(mask, rows) }),
    ...(lengths && { lengths: rows.map((row) => lengths[row]!) }),
    ...(delta && { delta: pickRows(delta, rows) }),
    ...(constants && { constants: mapTensors(constants, (tensor) => pickRows(tensor, rows)) }),
  };
}

const mapTensors = <T>(tensors: Constants = {}, change: (tensor: Tensor) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, change(tensor)]));

function pickRows({ shape, data }: Tensor, rows: readonly number[]): Tensor {
  const width = sizeOf(shape.slice(1));
  const picked = data.slice(0, rows.length * width);
  rows.forEach((row, i) => picked.set(data.subarray(row * width, (row + 1) * width), i * width));
  return tensor(picked, [rows.length, ...shape.slice(1)]);
}

/** 0 to count − 1 in an order of its own for each epoch (Fisher and Yates). */
function shuffled(count: number, seed: number, epoch: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor((threefry(seed, epoch, i, 0)[0] / 2 ** 32) * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
