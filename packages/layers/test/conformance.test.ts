import { conformance } from '@sluice/cell/testing';
import { describe, it } from 'vitest';
import { activation, dropout, embedding, last, layerNorm, linear, masking } from '../src/index.js';

const input = { shape: [3], dtype: 'f32' } as const;

describe.each([
  ['embedding', embedding(5, 3), { indices: 5 }],
  ['linear', linear(3, 2), {}],
  ['linear without bias', linear(3, 2, { bias: false }), {}],
  ['dropout', dropout(0.3), { input }],
  ['layerNorm', layerNorm(3), {}],
  ['activation', activation('mish'), { input }],
  ['activation along the last axis', activation('softmax'), { input }],
  ['embedding that masks zeros', embedding(5, 3, { maskZero: true }), { indices: 5 }],
  ['masking', masking(), { input }],
  ['last', last(), { input }],
] as const)('%s', (_, cell, options) => {
  for (const check of conformance(cell, options)) it(check.name, () => check.run());
});
