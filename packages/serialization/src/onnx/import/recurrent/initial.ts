import { tensor, type DType, type Tensor } from '@sluice/math';
import { FormatError } from '../../../format-error.js';
import { quote } from '../../../text.js';
import { climbs, type Positions } from '../positions.js';
import { fillOf, known, type Item } from '../item.js';
import type { Visit } from '../walk.js';
import { inputsOf, type RecurrentAttributes } from './read.js';

/** What a direction starts from, by the names of its state, `[batch, hidden]`. */
export type Initial = Readonly<Record<string, Tensor<'f32'>>>;

/** What the directions of a recurrent node start from, where it is not zero. */
export interface Start {
  /** Numbers of the file, for each direction. */
  readonly initial: readonly Initial[];
  /** Inputs of the graph, for each direction. */
  readonly inputs: readonly Readonly<Record<string, StateInput>>[];
  /** What is neither, for all directions. */
  readonly others: readonly (readonly [name: string, item: Item])[];
}

/** Finds out what a recurrent node starts from. */
export function readStart(
  { inputs: given }: Visit,
  attributes: RecurrentAttributes,
  hiddenSize: number,
  positions: Positions,
): Start {
  const initial = attributes.directions.map((): Record<string, Tensor<'f32'>> => ({}));
  const inputs = attributes.directions.map((): Record<string, StateInput> => ({}));
  const others: (readonly [string, Item])[] = [];
  for (const [name, item] of initialInputs(attributes, given)) {
    if (isZero(item)) continue;
    if (item.kind !== 'known') {
      others.push([name, item]);
      continue;
    }
    directionsOf(item.tensor, attributes, hiddenSize).forEach((rows, d) => {
      if (item.origin === 'moved') inputs[d]![name] = stateInput(positions, rows);
      else
        initial[d]![name] =
          item.origin === 'sizes' ? withoutRepeats(rows as Tensor<'f32'>) : (rows as Tensor<'f32'>);
    });
  }
  return { initial, inputs, others };
}

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
function directionsOf<D extends DType>(
  { shape, dtype, data }: Tensor<D>,
  { directions, batchFirst }: RecurrentAttributes,
  hiddenSize: number,
): Tensor<D>[] {
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
    const joined =
      dtype === 'f32' ? new Float32Array(batch! * hiddenSize) : new Int32Array(batch! * hiddenSize);
    rows.forEach((row, i) => joined.set(row, i * hiddenSize));
    return tensor(joined, [batch!, hiddenSize]) as Tensor<D>;
  });
}

/** One row where all are alike. */
export function withoutRepeats({ shape, data }: Tensor<'f32'>): Tensor<'f32'> {
  const [rows, width] = shape as [number, number];
  const alike = rows > 0 && data.every((value, i) => Object.is(value, data[i % width]));
  return alike ? tensor(data.slice(0, width), [1, width]) : tensor(data, shape);
}

/** Where a state comes from: an input of the graph, or a part of one. */
export interface StateInput {
  readonly name: string;
  /** Which part it is, where it is not all of it. */
  readonly part?: number | undefined;
}

/**
 * Finds the input that a direction starts from; its positions must be those of one input, in order.
 *
 * @throws FormatError where it is anything else, such as a sum.
 */
export function stateInput(positions: Positions, tensor: Tensor): StateInput {
  const source = positions.sourceOf(known(tensor, 'moved'));
  if (source?.role.kind !== 'input' || !climbs(tensor)) {
    throw new FormatError('It starts from what is computed as the model runs.');
  }
  const { role, base, size } = source;
  const { data } = tensor;
  return {
    name: role.name,
    ...(data.length < size && { part: Math.floor((data[0]! - base) / data.length) }),
  };
}

/** A state's input in words. */
export const describeInput = ({ name, part }: StateInput): string =>
  `${part === undefined ? '' : `part ${part} of `}the input ${quote(name)}`;
