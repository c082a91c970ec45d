import type { LeftOut, TrainingStep } from './work.js';

const brainJs: LeftOut = {
  leftOut:
    'it trains one row at a time, with an update rule of its own instead of Adam and no say over the weights it ' +
    'begins with, so no setting of it does this work',
};
const tfjsThreads: LeftOut = { leftOut: 'its WebAssembly backend has no threads in Node' };
const jaxThreads: LeftOut = { leftOut: 'it has no threads in Node' };

const base = {
  kind: 'training-step',
  batchSize: 32,
  timeSteps: 64,
  inputSize: 65,
  hiddenSize: 128,
  outputSize: 65,
  learningRate: 2e-3,
  threads: 1,
} as const;

/** The LSTM whose time the curves follow. */
export const baseTrainingStep: TrainingStep = { ...base, name: 'lstm', cell: 'lstm', against: {} };

const small = { ...base, batchSize: 16, inputSize: 32, hiddenSize: 32 } as const;
const large = { ...base, batchSize: 64, hiddenSize: 512 } as const;

/** Two threads beside one: PyTorch has as many. */
const twoThreads = (atLeast: number): Pick<TrainingStep, 'threads' | 'against'> => ({
  threads: 2,
  against: {
    'Sluice, one thread': { atLeast },
    'TensorFlow.js': tfjsThreads,
    'jax-js': jaxThreads,
    PyTorch: {},
  },
});

/** Training steps. */
export const trainingSteps: readonly TrainingStep[] = [
  {
    ...base,
    name: 'train-lstm',
    cell: 'lstm',
    against: {
      'TensorFlow.js': { atLeast: 15 },
      'jax-js': { atLeast: 7 },
      'brain.js': brainJs,
      PyTorch: { atLeast: 0.8 },
    },
  },
  {
    ...base,
    name: 'train-gru',
    cell: 'gru',
    against: { 'TensorFlow.js': { atLeast: 14 }, 'jax-js': { atLeast: 6 }, PyTorch: { atLeast: 0.8 } },
  },
  {
    ...base,
    name: 'train-rnn',
    cell: 'rnn',
    against: { 'TensorFlow.js': { atLeast: 15 }, 'jax-js': { atLeast: 7 }, PyTorch: { atLeast: 0.8 } },
  },
  {
    ...base,
    name: 'train-lstm-h256',
    cell: 'lstm',
    hiddenSize: 256,
    against: { 'TensorFlow.js': { atLeast: 20 }, 'jax-js': { atLeast: 8 }, PyTorch: { atLeast: 0.6 } },
  },
  {
    ...large,
    name: 'train-lstm-b64-h512',
    cell: 'lstm',
    against: { 'TensorFlow.js': { atLeast: 25 }, 'jax-js': { atLeast: 5 }, PyTorch: { atLeast: 0.55 } },
  },
  {
    ...small,
    name: 'train-lstm-b16-h32',
    cell: 'lstm',
    against: { 'TensorFlow.js': {}, 'jax-js': {}, PyTorch: { atLeast: 3 } },
  },
  {
    ...small,
    name: 'train-lstm-b16-h64',
    cell: 'lstm',
    inputSize: 64,
    hiddenSize: 64,
    against: { 'TensorFlow.js': {}, 'jax-js': {}, PyTorch: { atLeast: 1.2 } },
  },
  {
    ...small,
    name: 'train-mgu-b16-h32',
    cell: 'mgu',
    against: { 'TensorFlow.js': {}, 'jax-js': {}, PyTorch: { atLeast: 7 }, 'PyTorch, projected ahead': {} },
  },
  {
    ...base,
    name: 'train-mgu',
    cell: 'mgu',
    against: { 'TensorFlow.js': {}, 'jax-js': {}, PyTorch: { atLeast: 2 }, 'PyTorch, projected ahead': {} },
  },
  {
    ...base,
    name: 'train-user-lstm',
    cell: 'user-lstm',
    against: { 'Sluice, built-in cell': { atLeast: 1 / 1.1 } },
  },
  { ...base, name: 'train-lstm-2-threads', cell: 'lstm', ...twoThreads(1.7) },
  { ...large, name: 'train-lstm-b64-h512-2-threads', cell: 'lstm', ...twoThreads(1.7) },
  { ...small, name: 'train-lstm-b16-h32-2-threads', cell: 'lstm', ...twoThreads(0.95) },
];
