import { tensor, type Tensor } from '@sluice/math';
import { reorderBlocks, slice } from '../convert/matrices.js';
import { namedOption, kerasName, describeActivation } from './activation.js';
import { cannotSay, type PartDescription } from './describe.js';
import type { KerasLayer } from './keras-layer.js';
import type { Activation } from '@sluice/cell';

/** How a recurrent layer runs in Keras. */
export interface Running {
  readonly return_sequences: boolean;
  readonly go_backwards: boolean;
  readonly zero_output_for_mask: boolean;
}

type F32 = Tensor<'f32'>;

/** A cell as a recurrent layer of Keras. */
export function cellLayer(part: PartDescription, running: Running): KerasLayer {
  const write = cells.get(part.kind) ?? cannotSay(part, 'Keras has no such cell');
  const { className, cellName, config, weights, isSummed } = write(part);
  const { inputSize, hiddenSize } = part.options as { inputSize: number; hiddenSize: number };
  return {
    className,
    config: {
      ...running,
      return_state: false,
      stateful: false,
      unroll: false,
      units: hiddenSize,
      use_bias: weights.length > 2,
      dropout: 0,
      recurrent_dropout: 0,
      ...config,
    },
    weights: [],
    cell: { name: cellName, weights },
    features: inputSize,
    ...(isSummed && { note: summedNote }),
  };
}

/** Whether a kind is a cell that Keras has. */
export const isKerasCell = (kind: string): boolean => cells.has(kind);

interface Written {
  readonly className: string;
  readonly cellName: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly weights: readonly Tensor[];
  /** Whether two biases became one. */
  readonly isSummed: boolean;
}

const summedNote =
  'its two biases are written as their sum, which gives the same outputs, but trains differently';

const cells: ReadonlyMap<string, (part: PartDescription) => Written> = new Map([
  ['rnn', writeRnn],
  ['lstm', writeLstm],
  ['gru', writeGru],
]);

function writeRnn(part: PartDescription): Written {
  checkOptions(part, { clip: 0 });
  return {
    className: 'SimpleRNN',
    cellName: 'simple_rnn_cell',
    config: { activation: namedOption(part, 'activation') },
    ...summed(part),
  };
}

function writeLstm(part: PartDescription): Written {
  checkOptions(part, { projectionSize: 0, peepholes: false, coupledGates: false, clip: 0 });
  const { activation, outputActivation = activation } = part.options as Record<
    string,
    Activation | undefined
  >;
  if (kerasName(outputActivation!) !== kerasName(activation!)) {
    cannotSay(
      part,
      `outputActivation is ${describeActivation(outputActivation!)}, but an LSTM of Keras has one activation for both`,
    );
  }
  return {
    className: 'LSTM',
    cellName: 'lstm_cell',
    config: {
      activation: namedOption(part, 'activation'),
      recurrent_activation: namedOption(part, 'gateActivation'),
      unit_forget_bias: true,
    },
    ...summed(part),
  };
}

/** The matrices and one bias. */
function summed({ params }: PartDescription): Pick<Written, 'weights' | 'isSummed'> {
  const { wx, wh, b, bh } = params as Record<string, F32 | undefined>;
  return { weights: [wx!, wh!, ...(b ? [bh ? add(b, bh) : b] : [])], isSummed: bh !== undefined };
}

function writeGru(part: PartDescription): Written {
  checkOptions(part, { clip: 0 });
  const { resetAfter, hiddenSize } = part.options as { resetAfter: boolean; hiddenSize: number };
  const { wx, wh, b, bh, c } = part.params as Record<string, F32 | undefined>;
  const biases =
    b && (resetAfter ? stack(swap(b), bh ? swap(bh) : behind(c!, hiddenSize)) : swap(bh ? add(b, bh) : b));
  return {
    className: 'GRU',
    cellName: 'gru_cell',
    config: {
      activation: namedOption(part, 'activation'),
      recurrent_activation: namedOption(part, 'gateActivation'),
      reset_after: resetAfter,
    },
    weights: [swap(wx!), swap(wh!), ...(biases ? [biases] : [])],
    isSummed: bh !== undefined && !resetAfter,
  };
}

/** From r, z, n to z, r, h. */
const swap = (weight: F32): F32 => reorderBlocks(weight, [1, 0, 2]);

const add = (a: F32, b: F32): F32 =>
  tensor(
    a.data.map((value, i) => value + b.data[i]!),
    a.shape,
  );

/** Two vectors as the rows of a matrix. */
const stack = (a: F32, b: F32): F32 => tensor(Float32Array.from([...a.data, ...b.data]), [2, a.data.length]);

/** A bias whose first two blocks are zeros. */
const behind = (c: F32, size: number): F32 => {
  const full = new Float32Array(3 * size);
  full.set(slice(c, 0, size).data, 2 * size);
  return tensor(full, [3 * size]);
};

/** Throws where an option is other than the only one that Keras has. */
function checkOptions(part: PartDescription, only: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(only)) {
    if (part.options[name] !== value)
      cannotSay(part, `${name} is ${String(part.options[name])}, which Keras does not have`);
  }
}
