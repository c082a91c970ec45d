import { bidirectional, flip, last, masked, reversed, sequential, type SequenceLayer } from '@sluice/cell';
import { gru } from '@sluice/gru';
import { activation, dropout, embedding, layerNorm, linear } from '@sluice/layers';
import { lstm } from '@sluice/lstm';
import { createModel } from '@sluice/model';
import { rnn } from '@sluice/rnn';
import { describe, expect, it } from 'vitest';
import type { CellEntry } from '../../../../cell/src/index.js';
import { registry } from '../../../../zoo/src/registry.js';
import { importOnnx, toOnnx } from '../../../src/onnx/index.js';
import { expectNear } from './expect-near.js';
import { draw, drawIntegers, drawParams } from './run-layer.js';

const sizes = { inputSize: 4, hiddenSize: 4 };

const layers: readonly (readonly [string, SequenceLayer])[] = [
  ['rnn', rnn({ ...sizes, activation: 'relu', recurrentBias: true })],
  ['lstm', lstm(sizes)],
  ['lstm with all that its node has', lstm({ ...sizes, peepholes: true, clip: 1, coupledGates: true })],
  ['gru', gru(sizes)],
  ['gru that resets before', gru({ ...sizes, resetAfter: false, activation: { name: 'elu', alpha: 0.4 } })],
  ['both directions', bidirectional(lstm(sizes))],
  ['backwards', reversed(gru(sizes))],
  ['words', sequential(embedding(5, 4), lstm(sizes), linear(4, 2))],
  ['many to one', sequential(lstm(sizes), last(), linear(4, 2), activation('softmax'))],
  [
    'a stack',
    sequential(
      bidirectional(lstm(sizes)),
      layerNorm(8),
      dropout(0.1),
      gru({ inputSize: 8, hiddenSize: 4 }),
      linear(4, 2),
      activation('relu'),
    ),
  ],
  ['merged', bidirectional(gru(sizes), { merge: 'mean' })],
  ['flipped', sequential(flip(), gru(sizes))],
  ['a Scan', rnn({ ...sizes, activation: 'mish' })],
  ['a projection', lstm({ ...sizes, projectionSize: 2 })],
  ['masked', sequential(embedding(5, 4, { maskZero: true }), masked(lstm(sizes)))],
];

const zoo = Object.entries<CellEntry>(registry).map(([name, { create }]) => [name, create(sizes)] as const);

describe.each([false, true])('with states %s', { timeout: 60_000 }, (states) => {
  it.each([...layers, ...zoo])('%s comes back as it was', async (_, layer) => {
    const params = drawParams(layer);
    const input = layer.input ?? ({ shape: [4], dtype: 'f32' } as const);
    const {
      whole,
      layers: found,
      left,
    } = importOnnx(toOnnx(layer, params, { states, input, tokens: 'int32' }));
    expect([whole, left]).toEqual([true, []]);
    const x = input.dtype === 'i32' ? drawIntegers([2, 6], 1, 5) : draw([2, 6, 4], 1);
    const expected = await (await createModel(layer, { params })).predict(x);
    const actual = await (await createModel(found[0]!.layer, { params: found[0]!.params })).predict(x);
    expectNear(actual.output, expected.output);
  });
});
