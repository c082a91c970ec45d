import { conformance } from '@sluice/cell/testing';
import { embedding, last, layerNorm, linear } from '@sluice/layers';
import { gru } from '@sluice/gru';
import { lstm } from '@sluice/lstm';
import { rnn } from '@sluice/rnn';
import { describe, it } from 'vitest';
import { bidirectional, flip, masked, reversed, sequential } from '../src/index.js';
import { leaky } from './leaky.js';

const sizes = { inputSize: 3, hiddenSize: 4 };
const many = sequential(lstm(sizes), last());

describe.each([
  ['a cell of our own', leaky({ size: 3 })],
  ['sequential', sequential(embedding(2, 3), lstm(sizes), gru({ ...sizes, inputSize: 4 }), linear(4, 2))],
  ['sequential in sequential', sequential(sequential(rnn(sizes), layerNorm(4)), sequential(linear(4, 2)))],
  ['sequential that keeps the last step', sequential(gru(sizes), last(), layerNorm(4), linear(4, 2))],
  ['bidirectional', bidirectional(gru(sizes))],
  ['bidirectional of two kinds', bidirectional(gru(sizes), rnn(sizes), { merge: 'mul' })],
  [
    'bidirectional in bidirectional',
    bidirectional(bidirectional(rnn(sizes), { merge: 'mean' }), { merge: 'sum' }),
  ],
  ['bidirectional that keeps the last step', bidirectional(many)],
  ['masked', masked(lstm(sizes))],
  [
    'masked by an embedding',
    sequential(embedding(2, 3, { maskZero: true }), masked(gru(sizes)), linear(4, 2)),
  ],
  [
    'masked in both directions',
    sequential(embedding(2, 3, { maskZero: true }), bidirectional(masked(gru(sizes)))),
  ],
  ['reversed', reversed(gru(sizes))],
  ['flip', sequential(linear(3, 3), flip(), gru(sizes))],
  [
    'sequential with bidirectional',
    sequential(bidirectional(lstm(sizes)), gru({ inputSize: 8, hiddenSize: 2 }), last()),
  ],
] as const)('%s', (_, layer) => {
  for (const check of conformance(layer)) it(check.name, () => check.run());
});
