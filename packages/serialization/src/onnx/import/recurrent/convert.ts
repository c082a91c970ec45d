import { bidirectional, reversed, type Activation, type Cell, type SequenceLayer } from '@sluice/cell';
import { gru } from '@sluice/gru';
import { lstm } from '@sluice/lstm';
import { formatShape, sameShape, tensor, type Tensor } from '@sluice/math';
import { rnn } from '@sluice/rnn';
import { FormatError } from '../../../format-error.js';
import { gatesOf, type RecurrentAttributes, type RecurrentOp } from './read.js';

/** The weights of a recurrent node as they stand in the file. */
export interface Weights {
  /** `[directions, gates · hidden, input]`. */
  readonly w: Tensor;
  /** `[directions, gates · hidden, hidden]`. */
  readonly r: Tensor;
  /** `[directions, 2 · gates · hidden]`: those of `w`, then those of `r`. */
  readonly b?: Tensor | undefined;
  /** Peepholes, `[directions, 3 · hidden]`. */
  readonly p?: Tensor | undefined;
}

/** One direction of a recurrent node. */
export interface Direction {
  readonly cell: Cell;
  readonly params: Readonly<Record<string, Tensor<'f32'>>>;
}

/** A recurrent node as layers of Sluice. */
export interface Converted {
  readonly directions: readonly Direction[];
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly notes: readonly string[];
}

/** For each of our blocks, which of the file's it is. */
const gateOrders: {
  readonly [O in RecurrentOp]: { readonly blocks: readonly number[]; readonly note: string };
} = {
  RNN: { blocks: [0], note: '' },
  GRU: { blocks: [1, 0, 2], note: 'gates from z, r, h to r, z, n' },
  LSTM: { blocks: [0, 2, 3, 1], note: 'gates from i, o, f, c to i, f, g, o' },
};
const coupledOrder = {
  blocks: [0, 3, 1],
  note: 'gates from i, o, f, c to i, g, o, as f = 1 − i (input_forget)',
};

/** Makes layers of a recurrent node's attributes and weights. */
export function convertRecurrent(attributes: RecurrentAttributes, weights: Weights): Converted {
  const { op, directions, coupled } = attributes;
  const { hiddenSize, inputSize } = checkWeights(attributes, weights);
  const order = coupled ? coupledOrder : gateOrders[op];
  const notes = new Set(order.note === '' ? [] : [order.note]);
  const converted = directions.map((_, i) =>
    convertDirection(i, attributes, weights, { hiddenSize, inputSize, blocks: order.blocks, notes }),
  );
  return { directions: converted, inputSize, hiddenSize, notes: [...notes] };
}

/** The layer of all directions. */
export function layerOf(
  { directions: kinds }: RecurrentAttributes,
  { directions }: Converted,
): SequenceLayer {
  return arrange(
    kinds,
    directions.map(({ cell }) => cell),
  );
}

/** Puts layers, one for each direction, together. */
export function arrange(
  kinds: RecurrentAttributes['directions'],
  [first, second]: readonly SequenceLayer[],
): SequenceLayer {
  if (second) return bidirectional(first!, second);
  return kinds[0] === 'reverse' ? reversed(first!) : first!;
}

/** The names that parameters and states of a direction have in the layer of all of them. */
export const directionPrefix = ({ directions }: RecurrentAttributes, index: number): string =>
  directions.length === 1 ? '' : ['forward.', 'backward.'][index]!;

interface Making {
  readonly hiddenSize: number;
  readonly inputSize: number;
  readonly blocks: readonly number[];
  readonly notes: Set<string>;
}

function convertDirection(
  index: number,
  { op, activations, clip, coupled, resetAfter }: RecurrentAttributes,
  weights: Weights,
  { hiddenSize, inputSize, blocks, notes }: Making,
): Direction {
  const width = gatesOf(op) * hiddenSize;
  const pick = (order: readonly number[], list: Float32Array): Tensor<'f32'> =>
    tensor(takeBlocks(list, order, hiddenSize));
  const params: Record<string, Tensor<'f32'>> = {
    wx: transposed(part(weights.w, index), { blocks, hiddenSize, columns: inputSize }),
    wh: transposed(part(weights.r, index), { blocks, hiddenSize, columns: hiddenSize }),
  };
  const both = weights.b && part(weights.b, index);
  const recurrent = both && pick(blocks, both.subarray(width));
  if (both) params['b'] = pick(blocks, both.subarray(0, width));
  const scaled = op === 'GRU' && resetAfter;
  const twoBiases = recurrent
    ? recurrent.data.some((value, i) => value !== 0 && !(scaled && i >= 2 * hiddenSize))
    : false;
  if (recurrent && twoBiases) params['bh'] = recurrent;
  else if (recurrent && scaled) params['c'] = tensor(recurrent.data.slice(2 * hiddenSize));
  if (recurrent && !twoBiases) {
    notes.add(
      `the second bias is zero${scaled ? ' but for what the reset gate scales' : ''}, so there is one`,
    );
  }
  const peepholes = weights.p && part(weights.p, index).some((value) => value !== 0);
  if (weights.p && peepholes) params['p'] = pick(coupled ? [0, 1] : [0, 2, 1], part(weights.p, index));
  if (peepholes) notes.add(`peepholes from i, o, f to ${coupled ? 'i, o' : 'i, f, o'}`);
  else if (weights.p) notes.add('the peepholes are zero, so there are none');

  const common = { inputSize, hiddenSize, bias: both !== undefined, recurrentBias: twoBiases, clip };
  const [first, second, third] = activations[index]! as [Activation, Activation, Activation];
  const cells: { readonly [O in RecurrentOp]: () => Cell } = {
    RNN: () => rnn({ ...common, activation: first }),
    GRU: () => gru({ ...common, resetAfter, gateActivation: first, activation: second }),
    LSTM: () =>
      lstm({
        ...common,
        gateActivation: first,
        activation: second,
        outputActivation: third,
        peepholes: peepholes ?? false,
        coupledGates: coupled,
      }),
  };
  return { cell: cells[op](), params };
}

/** What belongs to one direction. */
function part({ shape, data }: Tensor, index: number): Float32Array {
  const size = data.length / shape[0]!;
  return (data as Float32Array).subarray(index * size, (index + 1) * size);
}

function takeBlocks(list: Float32Array, blocks: readonly number[], size: number): Float32Array {
  const taken = new Float32Array(blocks.length * size);
  blocks.forEach((block, i) => taken.set(list.subarray(block * size, (block + 1) * size), i * size));
  return taken;
}

/** From `[gates · hidden, columns]` to `[columns, gates · hidden]`, with our order of gates. */
function transposed(
  matrix: Float32Array,
  {
    blocks,
    hiddenSize,
    columns,
  }: { readonly blocks: readonly number[]; readonly hiddenSize: number; readonly columns: number },
): Tensor<'f32'> {
  const width = blocks.length * hiddenSize;
  const result = new Float32Array(columns * width);
  blocks.forEach((block, i) => {
    for (let unit = 0; unit < hiddenSize; unit++) {
      const row = (block * hiddenSize + unit) * columns;
      for (let k = 0; k < columns; k++) result[k * width + i * hiddenSize + unit] = matrix[row + k]!;
    }
  });
  return tensor(result, [columns, width]);
}

/** Throws unless the weights have the shapes that the node's sizes ask for. */
function checkWeights(
  { op, directions, hiddenSize: named }: RecurrentAttributes,
  { w, r, b, p }: Weights,
): { readonly hiddenSize: number; readonly inputSize: number } {
  const gates = gatesOf(op);
  const hiddenSize = named ?? r.shape[2] ?? 0;
  const inputSize = w.shape[2] ?? 0;
  const expected = {
    W: [w, [directions.length, gates * hiddenSize, inputSize]],
    R: [r, [directions.length, gates * hiddenSize, hiddenSize]],
    B: [b, [directions.length, 2 * gates * hiddenSize]],
    P: [p, [directions.length, 3 * hiddenSize]],
  } as const;
  if (!(hiddenSize > 0 && inputSize > 0)) {
    throw new FormatError(
      `Its weights are W ${formatShape(w.shape)} and R ${formatShape(r.shape)}, which hold no cell.`,
    );
  }
  for (const [name, [weight, shape]] of Object.entries(expected)) {
    if (!weight || (weight.dtype === 'f32' && sameShape(weight.shape, shape))) continue;
    throw new FormatError(
      `Its ${name} should be f32${formatShape(shape)}, for ${directions.length} directions and a hidden size of ` +
        `${hiddenSize}, but is ${weight.dtype}${formatShape(weight.shape)}.`,
    );
  }
  return { hiddenSize, inputSize };
}
