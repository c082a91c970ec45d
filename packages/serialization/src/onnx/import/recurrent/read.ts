import type { Activation } from '@sluice/cell';
import { FormatError } from '../../../format-error.js';
import { quote } from '../../../text.js';
import type { Attributes } from '../attributes.js';
import { readActivations } from './activations.js';

/** The recurrent operations of ONNX: number of gates, of inputs that activations bound, and what they apply by default. */
const operations = {
  RNN: { gates: 1, defaults: ['Tanh'] },
  GRU: { gates: 3, defaults: ['Sigmoid', 'Tanh'] },
  LSTM: { gates: 4, defaults: ['Sigmoid', 'Tanh', 'Tanh'] },
} as const;

export type RecurrentOp = keyof typeof operations;

export const isRecurrent = (op: string): op is RecurrentOp => Object.hasOwn(operations, op);

export const gatesOf = (op: RecurrentOp): number => operations[op].gates;

/** Where a recurrent node's inputs stand. */
export const inputsOf = (
  op: RecurrentOp,
): Readonly<Record<'x' | 'w' | 'r' | 'b' | 'lengths' | 'h' | 'c' | 'p', number>> => ({
  x: 0,
  w: 1,
  r: 2,
  b: 3,
  lengths: 4,
  h: 5,
  c: op === 'LSTM' ? 6 : -1,
  p: op === 'LSTM' ? 7 : -1,
});

/** Which way a part of a recurrent node runs. */
export type Direction = 'forward' | 'reverse';

/** What a recurrent node's attributes say. */
export interface RecurrentAttributes {
  readonly op: RecurrentOp;
  readonly hiddenSize: number | undefined;
  readonly directions: readonly Direction[];
  /** The activations of each direction. */
  readonly activations: readonly (readonly Activation[])[];
  /** 0 where there is none. */
  readonly clip: number;
  /** LSTM: the forget gate is 1 less the input gate. */
  readonly coupled: boolean;
  /** GRU: the reset gate acts after the product. */
  readonly resetAfter: boolean;
  /** Whether the batch comes first. */
  readonly batchFirst: boolean;
}

const directionsBy: ReadonlyMap<string, readonly Direction[]> = new Map([
  ['forward', ['forward']],
  ['reverse', ['reverse']],
  ['bidirectional', ['forward', 'reverse']],
]);

/** What an attribute that is not known would change, nobody can tell. */
const attributeNames = new Set(
  (
    'hidden_size direction activations activation_alpha activation_beta clip layout ' +
    'input_forget linear_before_reset output_sequence'
  ).split(' '),
);

/** @throws FormatError when they contradict each other, or say what no version of ONNX knows. */
export function readRecurrent(op: RecurrentOp, attributes: Attributes): RecurrentAttributes {
  const { defaults } = operations[op];
  const unknown = attributes.names().find((name) => !attributeNames.has(name));
  if (unknown !== undefined)
    throw new FormatError(`It has an attribute ${quote(unknown)}, which no version of ONNX knows.`);
  const named = attributes.string('direction', 'forward');
  const directions = directionsBy.get(named);
  if (!directions) throw new FormatError(`Its direction is ${quote(named)}, which is none.`);
  const names = attributes.strings('activations') ?? directions.flatMap(() => [...defaults]);
  if (names.length !== defaults.length * directions.length) {
    throw new FormatError(
      `It names ${names.length} activations, but takes ${defaults.length} for each direction of ${directions.length}.`,
    );
  }
  const read = readActivations({
    names,
    alphas: attributes.floats('activation_alpha') ?? [],
    betas: attributes.floats('activation_beta') ?? [],
  });
  const clip = attributes.float('clip', 0);
  if (!(clip >= 0)) throw new FormatError(`Its clip is ${clip}, but a bound is positive.`);
  return {
    op,
    hiddenSize: attributes.int('hidden_size'),
    directions,
    activations: directions.map((_, i) => read.slice(i * defaults.length, (i + 1) * defaults.length)),
    clip: Number.isFinite(clip) ? clip : 0,
    coupled: op === 'LSTM' && attributes.int('input_forget', 0) !== 0,
    resetAfter: attributes.int('linear_before_reset', 0) !== 0,
    batchFirst: readLayout(attributes),
  };
}

function readLayout(attributes: Attributes): boolean {
  const layout = attributes.int('layout', 0);
  if (layout !== 0 && layout !== 1) throw new FormatError(`Its layout is ${layout}, but there are 0 and 1.`);
  return layout === 1;
}
