import { ShapeError, sizeOf, type Tensor } from '@sluice/math';
import {
  checkConstantTensors,
  checkDelta,
  checkLengths,
  checkTensor,
  constantForms,
  describeTensor,
  type Constants,
  type GroupedMemory,
  type SequenceSize,
} from '@sluice/model';
import { batchSpecs, type BatchParts, type Objective } from './objective.js';

/** What a model is given and what it should make of it. The batch is the first axis of every tensor. */
export interface Batch {
  /** `[batch, time, …]`, with the shape and dtype of one step as the model takes it. */
  readonly input: Tensor;
  /** What the loss compares the output with, such as i32 `[batch, time]` for `crossEntropy`. */
  readonly target: Tensor;
  /** f32 `[batch, time]`, or `[batch]` for a model that keeps one step: 1 where a position counts, 0 where not. */
  readonly mask?: Tensor | undefined;
  /** Number of valid steps of each row of a padded batch; what comes after them does not count. */
  readonly lengths?: ArrayLike<number> | undefined;
  /** Time since the step before, f32 `[batch, time]`, for cells that know irregular steps; 1 by default. */
  readonly delta?: Tensor | undefined;
  /** What the layer reads in every step, such as the `source` of an encoder, `[batch, …]` by name. */
  readonly constants?: Constants | undefined;
}

/** Batches to train on or to evaluate: a list, anything that can be looped over, or a function of the epoch (from 1). */
export type Batches = BatchSource | ((epoch: number) => BatchSource);

/** Batches of one epoch. */
export type BatchSource = Iterable<Batch> | AsyncIterable<Batch>;

export const partsOf = ({ mask, lengths, delta, constants }: Batch): BatchParts => ({
  mask: mask !== undefined,
  lengths: lengths !== undefined,
  delta: delta !== undefined,
  constants: constantForms(constants),
});

/** Throws unless a batch fits an objective, naming what was expected and what came. */
export function checkBatch(where: string, objective: Objective, batch: Batch): void {
  const { lengths, delta, constants } = batch;
  const { layer, size } = objective;
  const { data } = batchSpecs(objective, partsOf(batch));
  for (const name of ['input', 'target', 'mask'] as const) {
    if (data[name]) checkTensor(`${where}: ${name}`, batch[name], data[name]);
  }
  if (lengths) checkLengths(where, lengths, size);
  if (delta) checkDelta(where, delta, size);
  checkConstantTensors(where, layer, constants, size.batch);
}

/** Copies a batch into a program's memory. */
export function writeBatch(
  executable: GroupedMemory,
  { input, target, mask, lengths, delta, constants = {} }: Batch,
): void {
  executable.write('data', 'input', input.data);
  executable.write('data', 'target', target.data);
  if (mask) executable.write('data', 'mask', mask.data);
  if (lengths) executable.write('data', 'lengths', lengths);
  if (delta) executable.write('data', 'delta', delta.data);
  for (const [name, { data }] of Object.entries(constants)) executable.write('constants', name, data);
}

/** Some rows of a batch, without copying them. */
export function rowsOf(
  { input, target, mask, lengths, delta, constants }: Batch,
  from: number,
  to: number,
): Batch {
  const cut = (tensor: Tensor): Tensor => ({
    ...tensor,
    shape: [to - from, ...tensor.shape.slice(1)],
    data: rowsOfTensor(tensor, from, to),
  });
  return {
    input: cut(input),
    target: cut(target),
    ...(mask && { mask: cut(mask) }),
    ...(lengths && { lengths: Array.from({ length: to - from }, (_, row) => lengths[from + row]!) }),
    ...(delta && { delta: cut(delta) }),
    ...(constants && {
      constants: Object.fromEntries(Object.entries(constants).map(([name, value]) => [name, cut(value)])),
    }),
  };
}

/** The numbers of some rows, in place. */
export function rowsOfTensor({ shape, data }: Tensor, from: number, to: number): Tensor['data'] {
  const width = sizeOf(shape.slice(1));
  return data.subarray(from * width, to * width);
}

/** Number of rows and steps of a batch, read off its input. */
export function sizeOfBatch(where: string, { input }: Batch): SequenceSize {
  const [batch, time] = Array.isArray(input?.shape) ? (input.shape as readonly number[]) : [];
  if (!batch || !time) {
    throw new ShapeError(
      `${where}: input must be a tensor [batch, time, …] with at least one row and one step, ` +
        `but got ${describeTensor(input)}.`,
    );
  }
  return { batch, time };
}

/** How many positions of a batch the mean loss is taken over. */
export function countPositions(
  { layer, size: { batch, time } }: Objective,
  { mask, lengths }: Batch,
): number {
  if (layer.manyToOne) return mask ? sum(mask.data) : batch;
  let count = 0;
  for (let row = 0; row < batch; row++) {
    const end = lengths ? lengths[row]! : time;
    count += mask ? sum(mask.data.subarray(row * time, row * time + end)) : end;
  }
  return count;
}

const sum = (numbers: Float32Array | Int32Array): number => {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
};
