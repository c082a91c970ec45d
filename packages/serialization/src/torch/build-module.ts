import { bidirectional, sequential, type Cell, type SequenceLayer } from '@sluice/cell';
import { gru } from '@sluice/gru';
import { lstm } from '@sluice/lstm';
import { ArgumentError, tensor, type Tensor } from '@sluice/math';
import { rnn } from '@sluice/rnn';
import type { ImportedLayer } from '../imported.js';
import type { FromTorchOptions } from './options.js';
import type { DirectionWeights, TorchModule } from './module.js';
import { messageStart, placeName, type Place } from './places.js';
import { copied, transposed } from './transposed.js';

/**
 * Makes a layer of a module's weights.
 *
 * @throws ArgumentError when it is an RNN, and its nonlinearity is not given.
 */
export function buildModule(place: Place, module: TorchModule, options: FromTorchOptions): ImportedLayer {
  const { nonlinearity, biases = 'separate' } = options;
  if (module.kind === 'rnn' && nonlinearity === undefined) {
    throw new ArgumentError(
      `${messageStart(place)}this is an RNN, and a state dict does not say its nonlinearity; ` +
        `give nonlinearity: 'tanh', which is PyTorch's default, or 'relu'.`,
    );
  }
  const summed = biases === 'summed';
  const levels = module.layers.map((directions) => ({
    layer: bothDirections(directions.map((weights) => cell(module, weights, options))),
    params: joined(
      directions.map((weights) => params(module, weights, summed)),
      directions.length > 1 ? ['forward.', 'backward.'] : [''],
    ),
  }));
  return {
    name: placeName(place, module.kind),
    layer: levels.length === 1 ? levels[0]!.layer : sequential(...levels.map(({ layer }) => layer)),
    params: joined(
      levels.map((level) => level.params),
      levels.map((_, i) => (levels.length > 1 ? `${i}.` : '')),
    ),
    notes: notesOf(module, summed, nonlinearity),
  };
}

function cell(module: TorchModule, weights: DirectionWeights, options: FromTorchOptions): Cell {
  const { kind, hiddenSize, projectionSize, bias } = module;
  const common = {
    inputSize: weights.weight_ih.shape[1]!,
    hiddenSize,
    bias,
    recurrentBias: bias && options.biases !== 'summed',
  };
  if (kind === 'lstm') return lstm({ ...common, projectionSize });
  return kind === 'gru' ? gru(common) : rnn({ ...common, activation: options.nonlinearity! });
}

function bothDirections([forward, backward]: readonly Cell[]): SequenceLayer {
  return backward ? bidirectional(forward!, backward) : forward!;
}

type Params = Readonly<Record<string, Tensor>>;

function params(module: TorchModule, weights: DirectionWeights, summed: boolean): Params {
  const { weight_ih: input, weight_hh: recurrent, weight_hr: projection, bias_ih: b, bias_hh: bh } = weights;
  return {
    wx: transposed(input),
    wh: transposed(recurrent),
    ...(projection && { wp: transposed(projection) }),
    ...(b && bh && (summed ? sumOf(module, b, bh) : { b: copied(b), bh: copied(bh) })),
  };
}

/** One bias for each gate. The candidate of a GRU is scaled by the reset gate before its input's bias comes to it. */
function sumOf({ kind, hiddenSize }: TorchModule, b: Tensor, bh: Tensor): Params {
  const acting = kind === 'gru' ? 2 * hiddenSize : b.data.length;
  const sum = Float32Array.from(b.data, (value, i) => (i < acting ? value + bh.data[i]! : value));
  return { b: tensor(sum), ...(kind === 'gru' && { c: tensor(Float32Array.from(bh.data.slice(acting))) }) };
}

function joined(records: readonly Params[], prefixes: readonly string[]): Record<string, Tensor> {
  return Object.fromEntries(
    records.flatMap((record, i) =>
      Object.entries(record).map(([name, value]) => [`${prefixes[i]}${name}`, value]),
    ),
  );
}

const gateNotes = {
  rnn: [],
  lstm: ['gates stand in the order i, f, g, o, as in PyTorch'],
  gru: ['gates stand in the order r, z, n, as in PyTorch'],
} as const;

function notesOf({ kind, bias }: TorchModule, summed: boolean, nonlinearity?: string): string[] {
  const rest = kind === 'gru' ? '; the candidate keeps its part of bias_hh as c' : '';
  const biases = summed
    ? `bias_ih and bias_hh were summed, which gives the same outputs, but trains differently from PyTorch${rest}`
    : 'both biases were kept, as PyTorch trains them';
  return [
    ...(kind === 'rnn' ? [`the nonlinearity is ${nonlinearity}, as given`] : gateNotes[kind]),
    'matrices were transposed',
    ...(bias ? [biases] : []),
  ];
}
