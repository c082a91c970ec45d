import { conformance } from '@sluice/cell/testing';
import { describe, it } from 'vitest';
import { indrnn, irnn, rnn } from '../src/index.js';

const sizes = { inputSize: 3, hiddenSize: 4 };

describe.each([
  ['rnn', rnn(sizes)],
  ['rnn with relu', rnn({ ...sizes, activation: 'relu' })],
  [
    'rnn with another activation and a clip',
    rnn({ ...sizes, activation: { name: 'elu', alpha: 0.5 }, clip: 0.7 }),
  ],
  ['rnn without bias', rnn({ ...sizes, bias: false })],
  ['rnn with two biases', rnn({ ...sizes, recurrentBias: true })],
  ["rnn with PyTorch's start values", rnn({ ...sizes, initial: 'torch' })],
  ['irnn', irnn(sizes)],
  ['indrnn', indrnn(sizes)],
  ['indrnn without bias, with tanh', indrnn({ ...sizes, bias: false, activation: 'tanh' })],
] as const)('%s', (_, cell) => {
  for (const check of conformance(cell)) it(check.name, () => check.run());
});
