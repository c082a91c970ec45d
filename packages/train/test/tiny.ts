import { defineCell, sequential } from '@sluice/cell';
import { crossEntropy, embedding, linear } from '@sluice/layers';
import { bernoulli, tensor, type Tensor } from '@sluice/math';
import { createModel, type Backend, type Model } from '@sluice/model';
import { adam } from '@sluice/optim';
import { rnn } from '@sluice/rnn';
import { createTrainer, type Batch, type Trainer, type TrainerOptions } from '../src/index.js';

/** Number of different tokens. */
export const classes = 5;

/** Sets half of its input to zero in training. */
export const dropHalf = defineCell({
  kind: 'dropHalf',
  input: () => undefined,
  state: () => ({}),
  params: () => ({}),
  step: ({ x, training, key }) => ({
    output: training ? x.mul(bernoulli(x.shape, 0.5, key)).mul(2) : x,
    state: {},
  }),
});

export const tinyNet = sequential(
  embedding(classes, 4),
  rnn({ inputSize: 4, hiddenSize: 6 }),
  linear(6, classes),
);

export const droppingNet = sequential(
  embedding(classes, 4),
  dropHalf({} as never),
  rnn({ inputSize: 4, hiddenSize: 6 }),
  linear(6, classes),
);

export const tinyModel = (backend: Backend = 'wasm', seed = 1): Promise<Model> =>
  createModel(tinyNet, { seed, backend });

export const tinyTrainer = (model: Model, options: Partial<TrainerOptions> = {}): Promise<Trainer> =>
  createTrainer(model, {
    loss: crossEntropy(),
    optimizer: adam({ learningRate: 0.01 }),
    batchSize: 2,
    timeSteps: 3,
    ...options,
  });

export const tokens = (numbers: ArrayLike<number>, shape: readonly number[]): Tensor<'i32'> =>
  tensor(Int32Array.from(numbers), shape);

/** A batch of 2 rows of 3 steps; another one for each number. */
export const batch = (which = 0): Batch => {
  const at = (i: number): number => (i * i + 3 * i + which * 7) % classes;
  const row = (first: number): number[] => [0, 1, 2, 3].map((t) => at(first + t));
  const [a, b] = [row(which), row(which + 11)];
  return {
    input: tokens([...a.slice(0, 3), ...b.slice(0, 3)], [2, 3]),
    target: tokens([...a.slice(1), ...b.slice(1)], [2, 3]),
  };
};

export const batches = (count: number): Batch[] => Array.from({ length: count }, (_, i) => batch(i));
