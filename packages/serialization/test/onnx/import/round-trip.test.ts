import {
  bidirectional,
  defineCell,
  isCell,
  last,
  reversed,
  sequential,
  type SequenceLayer,
} from '@sluice/cell';
import { gru } from '@sluice/gru';
import { activation, embedding, layerNorm, linear } from '@sluice/layers';
import { lstm } from '@sluice/lstm';
import { initializers, tensor, type Tensor } from '@sluice/math';
import { createModel } from '@sluice/model';
import { rnn } from '@sluice/rnn';
import { describe, expect, it } from 'vitest';
import { importOnnx, toOnnx } from '../../../src/onnx/index.js';
import { decodeModel } from '../../../src/onnx/proto/decode.js';
import { encodeModel } from '../../../src/onnx/proto/encode.js';
import type { Draft, ModelProto } from '../../../src/onnx/proto/messages.js';
import { expectClose, expectStreamsAlike } from './check.js';
import { createRandom } from './random-node.js';

/** A cell that nobody has but who wrote it: a leaky average that forgets as its input says, and a count. */
const leaky = defineCell({
  kind: 'leaky',
  state: ({ hiddenSize }) => ({ m: [hiddenSize], n: [2, hiddenSize] }),
  params: ({ inputSize, hiddenSize }) => ({
    wx: { shape: [inputSize, hiddenSize], initial: initializers.glorotUniform() },
    wf: { shape: [inputSize, hiddenSize], initial: initializers.glorotUniform() },
    u: { shape: [hiddenSize], initial: initializers.normal() },
  }),
  step({ x, state: { m, n }, params: { wx, wf, u } }) {
    const keep = x.matmul(wf).add(m.mul(u)).sigmoid();
    const next = keep.mul(m).add(keep.neg().add(1).mul(x.matmul(wx)));
    const count = n.mul(0.9).add(next.reshape([next.shape[0]!, 1, next.shape[1]!]));
    return { output: next.add(count.sum(1)), state: { m: next, n: count } };
  },
});

const size = { inputSize: 3, hiddenSize: 4 };
const layers: readonly (readonly [string, SequenceLayer])[] = [
  ['rnn', rnn({ ...size, activation: 'relu' })],
  ['gru', gru(size)],
  ['gru, resetting before', gru({ ...size, resetAfter: false })],
  ['gru with two biases', gru({ ...size, recurrentBias: true })],
  ['lstm', lstm({ ...size, peepholes: true, recurrentBias: true })],
  ['lstm without biases, coupled and clipped', lstm({ ...size, bias: false, coupledGates: true, clip: 0.5 })],
  ['reversed', reversed(gru(size))],
  ['bidirectional', bidirectional(lstm(size))],
  ['both directions as a sum', bidirectional(gru(size), { merge: 'sum' })],
  [
    'a stack',
    sequential(lstm(size), gru({ inputSize: 4, hiddenSize: 2 }), linear(2, 3), activation('softmax')),
  ],
  ['many to one', sequential(gru(size), last(), linear(4, 2))],
  ['layer norm', sequential(linear(3, 4), layerNorm(4), rnn({ inputSize: 4, hiddenSize: 4 }))],
  ['an LSTM with a projection', lstm({ ...size, projectionSize: 2 })],
  ['a cell of one’s own', leaky(size)],
  ['a stack with a cell of one’s own', sequential(leaky(size), linear(4, 2))],
  ['a cell of one’s own, both directions', bidirectional(leaky(size))],
];

const random = createRandom(3);
const draw = (...shape: number[]): Tensor<'f32'> =>
  tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random() * 2 - 1),
    shape,
  );

async function check(layer: SequenceLayer, x: Tensor): Promise<void> {
  const original = await createModel(layer, { seed: 5 });
  const state = Object.fromEntries(
    Object.entries<readonly number[]>(layer.state).map(([name, shape]) => [name, draw(2, ...shape)]),
  );
  const expected = await original.predict(x, { state });
  const { whole, layers, left } = importOnnx(toOnnx(layer, original.params));
  expect({ whole, left }).toEqual({ whole: true, left: [] });
  const [imported] = layers;
  expect(isCell(imported!.layer)).toBe(isCell(layer));
  // states come back under other names at times, but in the same order and shape
  const names = Object.keys(imported!.layer.state);
  const before = Object.keys(state);
  expect(names.map((name) => imported!.layer.state[name])).toEqual(
    before.map((name) => layer.state[name as never]),
  );
  const given = Object.fromEntries(names.map((name, i) => [name, state[before[i]!]!]));
  for (const backend of ['reference', 'wasm'] as const) {
    const model = await createModel(imported!.layer, { params: imported!.params, backend });
    const result = await model.predict(x, { state: given });
    expectClose(result.output, expected.output, backend);
    names.forEach((name, i) => expectClose(result.state[name]!, expected.state[before[i]!]!, name));
  }
  if (isCell(layer)) await expectStreamsAlike(imported!, x, given, expected.output);
}

/** The same message with other names for values. */
function renamed(message: unknown, called: ReadonlyMap<string, string>): unknown {
  if (typeof message === 'string') return called.get(message) ?? message;
  if (Array.isArray(message)) return message.map((each) => renamed(each, called));
  if (typeof message !== 'object' || message === null || ArrayBuffer.isView(message)) return message;
  return Object.fromEntries(Object.entries(message).map(([key, value]) => [key, renamed(value, called)]));
}

describe('what toOnnx writes comes back', () => {
  it.each(layers)('%s', async (_, layer) => {
    await check(layer, draw(2, 5, 3));
  });

  it('tokens', async () => {
    const x = tensor(
      Int32Array.from({ length: 10 }, () => Math.floor(random() * 7)),
      [2, 5],
    );
    await check(sequential(embedding(7, 3), gru(size), linear(4, 7)), x);
  });

  it('whatever states and weights are called', async () => {
    const layer = leaky(size);
    const original = await createModel(layer, { seed: 5 });
    const called = new Map([
      ['m', '__proto__'],
      ['wx', 'constructor'],
      ['u', 'toString'],
    ]);
    const file = encodeModel(
      renamed(decodeModel(toOnnx(layer, original.params)), called) as Draft<ModelProto>,
    );
    const [imported] = importOnnx(file).layers;
    expect(Object.keys(imported!.layer.state)).toEqual(['__proto__', 'n']);
    expect(Object.keys(imported!.params).sort()).toEqual(['constructor', 'toString', 'wf']);
    const x = draw(2, 5, 3);
    const { output } = await original.predict(x);
    await expectStreamsAlike(imported!, x, undefined, output);
  });

  it('lengths', async () => {
    const layer = leaky(size);
    const original = await createModel(layer, { seed: 5 });
    const [imported] = importOnnx(toOnnx(layer, original.params, { lengths: true })).layers;
    const model = await createModel(imported!.layer, { params: imported!.params });
    const x = draw(2, 5, 3);
    const [expected, got] = await Promise.all(
      [original, model].map((each) => each.predict(x, { lengths: [5, 2] })),
    );
    expectClose(got!.output, expected!.output);
  });
});
