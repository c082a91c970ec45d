import { conformance } from '@sluice/cell/testing';
import { describe, it } from 'vitest';
import { lstm } from '../src/index.js';

const sizes = { inputSize: 3, hiddenSize: 4 };

describe.each([
  ['lstm', lstm(sizes)],
  ['lstm without bias', lstm({ ...sizes, bias: false })],
  ['lstm with two biases', lstm({ ...sizes, recurrentBias: true })],
  ['lstm with a projection', lstm({ ...sizes, projectionSize: 2 })],
  ['lstm with peepholes', lstm({ ...sizes, peepholes: true })],
  ['lstm with coupled gates', lstm({ ...sizes, coupledGates: true })],
  [
    'lstm with coupled gates, peepholes, a projection and two biases',
    lstm({ ...sizes, coupledGates: true, peepholes: true, projectionSize: 2, recurrentBias: true }),
  ],
  [
    'lstm with other activations and a clip',
    lstm({
      ...sizes,
      gateActivation: 'hardSigmoid',
      activation: 'softsign',
      outputActivation: 'linear',
      clip: 0.8,
    }),
  ],
  ['lstm without a forget gate', lstm({ ...sizes, forgetGate: false, cellClip: 0.5, peepholes: true })],
  ['lstm with layer norms', lstm({ ...sizes, layerNorm: true, peepholes: true, projectionSize: 3 })],
  ["lstm with PyTorch's start values", lstm({ ...sizes, initial: 'torch' })],
] as const)('%s', (_, cell) => {
  for (const check of conformance(cell)) it(check.name, () => check.run());
});
