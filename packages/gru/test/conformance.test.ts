import { conformance } from '@sluice/cell/testing';
import { describe, it } from 'vitest';
import { gru, mgu } from '../src/index.js';

const sizes = { inputSize: 3, hiddenSize: 4 };

describe.each([
  ['gru', gru(sizes)],
  ['gru without bias', gru({ ...sizes, bias: false })],
  ['gru with two biases', gru({ ...sizes, recurrentBias: true })],
  ['gru that resets before', gru({ ...sizes, resetAfter: false })],
  ['gru that resets before, with two biases', gru({ ...sizes, resetAfter: false, recurrentBias: true })],
  [
    'gru with other activations and a clip',
    gru({ ...sizes, gateActivation: 'hardSigmoid', activation: 'softsign', clip: 2 }),
  ],
  ["gru with PyTorch's start values", gru({ ...sizes, initial: 'torch' })],
  ['gru with layer norms', gru({ ...sizes, layerNorm: true })],
  ['gru that resets before, with layer norms', gru({ ...sizes, layerNorm: true, resetAfter: false })],
  ['mgu', mgu(sizes)],
  ['mgu1', mgu({ ...sizes, variant: 'mgu1' })],
  ['mgu2', mgu({ ...sizes, variant: 'mgu2' })],
  ['mgu3', mgu({ ...sizes, variant: 'mgu3', initial: 'torch' })],
] as const)('%s', (_, cell) => {
  for (const check of conformance(cell)) it(check.name, () => check.run());
});
