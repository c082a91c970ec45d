import { conformance } from '@sluice/cell/testing';
import { describe, it } from 'vitest';
import { dropout, embedding, last, layerNorm, linear } from '../src/index.js';

const input = { shape: [3], dtype: 'f32' } as const;

describe.each([
  ['embedding', embedding(5, 3), { indices: 5 }],
  ['linear', linear(3, 2), {}],
  ['linear without bias', linear(3, 2, { bias: false }), {}],
  ['dropout', dropout(0.3), { input }],
  ['layerNorm', layerNorm(3), {}],
  ['last', last(), { input }],
] as const)('%s', (_, cell, options) => {
  for (const check of conformance(cell, options)) it(check.name, () => check.run());
});
