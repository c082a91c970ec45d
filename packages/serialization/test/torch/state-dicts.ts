import * as fc from 'fast-check';
import { tensor, type Tensor } from '@sluice/math';

/** What a recurrent module of PyTorch is made with. */
export interface ModuleConfig {
  readonly kind: 'rnn' | 'lstm' | 'gru';
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly layers: number;
  readonly bidirectional: boolean;
  readonly bias: boolean;
  readonly projectionSize: number;
}

export const configs: fc.Arbitrary<ModuleConfig> = fc
  .record({
    kind: fc.constantFrom('rnn', 'lstm', 'gru'),
    inputSize: fc.integer({ min: 1, max: 5 }),
    hiddenSize: fc.integer({ min: 1, max: 5 }),
    layers: fc.integer({ min: 1, max: 4 }),
    bidirectional: fc.boolean(),
    bias: fc.boolean(),
    projectionSize: fc.integer({ min: 0, max: 4 }),
  })
  .map((config) => ({
    ...config,
    // PyTorch's projections are smaller than what they project
    projectionSize:
      config.kind === 'lstm' && config.projectionSize < config.hiddenSize ? config.projectionSize : 0,
  }));

const gates = { rnn: 1, gru: 3, lstm: 4 };

/** A state dict as PyTorch 1.13's `state_dict()` names and orders it, written from its documentation, with any numbers. */
export function stateDictOf(config: ModuleConfig, prefix = '', seed = 1): Record<string, Tensor<'f32'>> {
  const { kind, inputSize, hiddenSize, layers, bidirectional, bias, projectionSize } = config;
  const rows = gates[kind] * hiddenSize;
  const output = projectionSize || hiddenSize;
  let drawn = seed;
  const random = (...shape: number[]): Tensor<'f32'> => {
    const size = shape.reduce((a, b) => a * b, 1);
    return tensor(
      Float32Array.from({ length: size }, () => {
        drawn = (drawn * 48271) % 2147483647;
        return drawn / 2147483647 - 0.5;
      }),
      shape,
    );
  };
  const tensors: Record<string, Tensor<'f32'>> = {};
  for (let layer = 0; layer < layers; layer++) {
    const width = layer === 0 ? inputSize : (bidirectional ? 2 : 1) * output;
    for (const direction of bidirectional ? ['', '_reverse'] : ['']) {
      const name = (part: string): string => `${prefix}${part}_l${layer}${direction}`;
      tensors[name('weight_ih')] = random(rows, width);
      tensors[name('weight_hh')] = random(rows, output);
      if (bias) tensors[name('bias_ih')] = random(rows);
      if (bias) tensors[name('bias_hh')] = random(rows);
      if (projectionSize) tensors[name('weight_hr')] = random(projectionSize, hiddenSize);
    }
  }
  return tensors;
}
