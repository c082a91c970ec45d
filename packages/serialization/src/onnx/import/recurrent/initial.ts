import { tensor, type Tensor } from '@sluice/math';
import { FormatError } from '../../../format-error.js';
import { fillOf, type Item } from '../item.js';
import { inputsOf, type RecurrentAttributes } from './read.js';

/** What a direction starts from, by the names of its state, `[batch, hidden]`. */
export type Initial = Readonly<Record<string, Tensor<'f32'>>>;

/** The inputs that a recurrent node starts from, by the names of the state. */
export function initialInputs(
  { op }: RecurrentAttributes,
  inputs: readonly (Item | undefined)[],
): readonly (readonly [name: 'h' | 'c', item: Item])[] {
  const at = inputsOf(op);
  return (['h', 'c'] as const).flatMap((name) => {
    const item = inputs[at[name]];
    return item ? [[name, item] as const] : [];
  });
}

/** Whether a state starts from zeros, as far as that is known. */
export const isZero = (item: Item): boolean => fillOf(item) === 0;

/** Each direction's part of a state, `[batch, hidden]`. */
export function directionsOf(
  { shape, data }: Tensor,
  { directions, batchFirst }: RecurrentAttributes,
  hiddenSize: number,
): Tensor<'f32'>[] {
  const [count, batch] = batchFirst ? [shape[1], shape[0]] : [shape[0], shape[1]];
  if (shape.length !== 3 || count !== directions.length || shape[2] !== hiddenSize) {
    throw new FormatError(
      `Its initial state has the shape [${shape.join(', ')}], which does not fit its weights.`,
    );
  }
  return directions.map((_, d) => {
    const rows = Array.from({ length: batch! }, (_, row) => {
      const at = (batchFirst ? row * count + d : d * batch! + row) * hiddenSize;
      return data.subarray(at, at + hiddenSize);
    });
    const joined = new Float32Array(batch! * hiddenSize);
    rows.forEach((row, i) => joined.set(row, i * hiddenSize));
    return tensor(joined, [batch!, hiddenSize]);
  });
}

/** One row where all are alike. */
export function withoutRepeats({ shape, data }: Tensor<'f32'>): Tensor<'f32'> {
  const [rows, width] = shape as [number, number];
  const alike = rows > 0 && data.every((value, i) => Object.is(value, data[i % width]));
  return alike ? tensor(data.slice(0, width), [1, width]) : tensor(data, shape);
}
