import { bidirectional, sequential, type ActivationName, type SequenceLayer } from '@sluice/cell';
import { gru } from '@sluice/gru';
import { activation, dropout, embedding, last, layerNorm, linear } from '@sluice/layers';
import { lstm } from '@sluice/lstm';
import { rnn } from '@sluice/rnn';

/** A layer to trade. */
export interface Case {
  readonly name: string;
  readonly layer: SequenceLayer;
  /** For cases that are one recurrent module, and so come back as a layer; the sizes of its states. */
  readonly stack?: {
    readonly layers: number;
    readonly directions: 1 | 2;
    readonly sizes: Readonly<Record<string, number>>;
  };
  /** Which part keeps the last step only, where one does. */
  readonly last?: number;
  /** What a state dict does not say. */
  readonly nonlinearity?: 'tanh' | 'relu';
}

const families = ['rnn-tanh', 'rnn-relu', 'lstm', 'lstm-projected', 'gru'] as const;
const biases = { none: { bias: false }, one: {}, two: { recurrentBias: true } } as const;

function cell(
  family: (typeof families)[number],
  bias: keyof typeof biases,
  inputSize: number,
  hiddenSize: number,
): SequenceLayer {
  const options = { inputSize, hiddenSize, ...biases[bias] };
  if (family === 'gru') return gru(options);
  if (family === 'lstm') return lstm(options);
  if (family === 'lstm-projected') return lstm({ ...options, projectionSize: hiddenSize - 2 });
  return rnn({ ...options, activation: family === 'rnn-relu' ? 'relu' : 'tanh' });
}

/** Every cell, in stacks of one to three, in one direction and both, with no bias, one and two. */
const stacks: Case[] = families.flatMap((family) =>
  ([1, 2] as const).flatMap((directions) =>
    [1, 2, 3].flatMap((layers) =>
      (Object.keys(biases) as (keyof typeof biases)[]).map((bias) => {
        const hiddenSize = 3 + layers;
        const output = directions * (family === 'lstm-projected' ? hiddenSize - 2 : hiddenSize);
        const levels = Array.from({ length: layers }, (_, i) => {
          const level = cell(family, bias, i === 0 ? 2 + layers : output, hiddenSize);
          return directions === 2 ? bidirectional(level) : level;
        });
        return {
          name: `${family}, ${layers} layers, ${directions} directions, ${bias} bias`,
          layer: layers === 1 ? levels[0]! : sequential(...levels),
          stack: { layers, directions, sizes: sizesOf(family, output / directions, hiddenSize) },
          ...(family.startsWith('rnn') && {
            nonlinearity: family === 'rnn-relu' ? ('relu' as const) : ('tanh' as const),
          }),
        };
      }),
    ),
  ),
);

function sizesOf(family: string, h: number, c: number): Record<string, number> {
  return family.startsWith('lstm') ? { h, c } : { h };
}

const activations: (ActivationName | { readonly name: 'hardSigmoid'; readonly alpha: number })[] = [
  ...([
    'linear',
    'tanh',
    'sigmoid',
    'relu',
    'relu6',
    'leakyRelu',
    'thresholdedRelu',
    'hardTanh',
    'hardSilu',
  ] as const),
  ...([
    'hardShrink',
    'softShrink',
    'tanhShrink',
    'elu',
    'celu',
    'selu',
    'gelu',
    'geluTanh',
    'silu',
    'mish',
  ] as const),
  ...(['softplus', 'softsign', 'logSigmoid', 'softmax', 'logSoftmax'] as const),
  { name: 'hardSigmoid', alpha: 1 / 6 },
];

const models: Case[] = [
  {
    name: 'text model',
    layer: sequential(
      embedding(7, 4),
      dropout(0.1),
      lstm({ inputSize: 4, hiddenSize: 5 }),
      layerNorm(5),
      linear(5, 7),
    ),
  },
  {
    name: 'many to one',
    layer: sequential(
      embedding(7, 4),
      bidirectional(gru({ inputSize: 4, hiddenSize: 3 })),
      last(),
      linear(6, 2, { bias: false }),
    ),
    last: 2,
  },
  {
    name: 'two kinds',
    layer: sequential(
      lstm({ inputSize: 3, hiddenSize: 4 }),
      gru({ inputSize: 4, hiddenSize: 2 }),
      layerNorm(2, { epsilon: 0.01 }),
    ),
  },
  {
    name: 'a stack inside',
    layer: sequential(
      linear(3, 4),
      sequential(rnn({ inputSize: 4, hiddenSize: 4 }), rnn({ inputSize: 4, hiddenSize: 4 })),
      sequential(linear(4, 2), activation('tanh')),
    ),
  },
  ...activations.map((one) => ({
    name: `activation ${typeof one === 'string' ? one : one.name}`,
    layer: sequential(linear(3, 4), activation(one)),
  })),
];

export const cases: readonly Case[] = [...stacks, ...models];
