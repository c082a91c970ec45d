import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bidirectional, defineCell, flip, last, masked, sequential, type SequenceLayer } from '@sluice/cell';
import { gru } from '@sluice/gru';
import { activation, dropout, embedding, layerNorm, linear, masking } from '@sluice/layers';
import { lstm } from '@sluice/lstm';
import { ArgumentError, ShapeError, tensor, type Tensor } from '@sluice/math';
import { createModel, type Model } from '@sluice/model';
import { rnn } from '@sluice/rnn';
import { exportTorch, fromTorch, readTorch, toTorch, writeTorch } from '../../src/torch/index.js';
import { configs, stateDictOf } from './state-dicts.js';

const replayable = { seed: 20260101 };
const sizes = { inputSize: 3, hiddenSize: 4 };
const exported = async (layer: SequenceLayer): Promise<ReturnType<typeof exportTorch>> =>
  exportTorch(layer, (await createModel(layer, { seed: 1 })).params);

/** Names and shapes, as `state_dict()` prints them. */
const shapes = (tensors: Readonly<Record<string, Tensor>>): Record<string, readonly number[]> =>
  Object.fromEntries(Object.entries(tensors).map(([name, { shape }]) => [name, shape]));

describe('round trips', () => {
  it('from PyTorch and back give the same names, shapes and bits in the same order, whatever the module', () => {
    const prefix = fc.constantFrom('', 'rnn.', 'a.b.c.');
    fc.assert(
      fc.property(configs, prefix, fc.integer({ min: 1, max: 1e6 }), (config, before, seed) => {
        const stateDict = stateDictOf(config, before, seed);
        // a NaN with a payload, and zeros of both signs
        const [first] = Object.values(stateDict);
        new Uint32Array(first!.data.buffer).set([0x7fa12345, 0x80000000].slice(0, first!.data.length));
        const nonlinearity = config.kind === 'rnn' ? { nonlinearity: 'tanh' as const } : {};
        const { layer, params } = fromTorch(stateDict, nonlinearity);
        const back = toTorch(layer, params, { prefix: before });
        expect(shapes(back)).toEqual(shapes(stateDict));
        expect(Object.keys(back)).toEqual(Object.keys(stateDict));
        for (const [name, { data }] of Object.entries(stateDict)) {
          expect(new Uint32Array(back[name]!.data.buffer), name).toEqual(new Uint32Array(data.buffer));
        }
        expect(readTorch(writeTorch(back)).tensors).toEqual({ ...stateDict });
      }),
      { ...replayable, numRuns: 300 },
    );
  });

  const run = async (model: Model): Promise<Tensor> => {
    const x = tensor(
      Float32Array.from({ length: 2 * 5 * 3 }, (_, i) => Math.sin(i)),
      [2, 5, 3],
    );
    return (await model.predict(x)).output;
  };

  it.each([
    ['an rnn', rnn(sizes)],
    ['an lstm', lstm(sizes)],
    ['a gru', gru(sizes)],
    ['a gru without bias', gru({ ...sizes, bias: false })],
    ['a projection', lstm({ ...sizes, projectionSize: 2 })],
    ['both directions', bidirectional(gru(sizes))],
    ['a stack', sequential(lstm(sizes), lstm({ inputSize: 4, hiddenSize: 4 }))],
    [
      'a stack in both directions',
      sequential(bidirectional(gru(sizes)), bidirectional(gru({ inputSize: 8, hiddenSize: 4 }))),
    ],
  ])('%s with one bias comes back with the same outputs', async (_, layer) => {
    const model = await createModel<string>(layer, { seed: 3 });
    // start values have biases of zero
    for (const [name, { shape }] of Object.entries(model.params)) {
      const size = shape.reduce((a, b) => a * b, 1);
      model.params[name] = tensor(
        Float32Array.from({ length: size }, (_, i) => Math.cos(i * i + name.length) / 2),
        shape,
      );
    }
    const expected = await run(model);
    for (const biases of ['separate', 'summed'] as const) {
      const back = fromTorch(toTorch(layer, model.params), {
        biases,
        ...(layer.kind === 'rnn' && { nonlinearity: 'tanh' }),
      });
      const { data } = await run(await createModel(back.layer, { params: back.params }));
      data.forEach((value, i) => expect(value).toBeCloseTo(expected.data[i]!, 6));
    }
  });
});

describe('toTorch', () => {
  it('puts weights where PyTorch has them', () => {
    // W·x: rows are outputs in PyTorch, columns here
    const params = {
      wx: tensor([1, 2, 3, 4, 5, 6], [2, 3]),
      wh: tensor([7, 8, 9], [1, 3]),
      b: tensor([10, 11, 12]),
      c: tensor([13]),
    };
    const tensors = toTorch(gru({ inputSize: 2, hiddenSize: 1 }), params);
    expect(Object.fromEntries(Object.entries(tensors).map(([name, { data }]) => [name, [...data]]))).toEqual({
      weight_ih_l0: [1, 4, 2, 5, 3, 6],
      weight_hh_l0: [7, 8, 9],
      bias_ih_l0: [10, 11, 12],
      bias_hh_l0: [0, 0, 13],
    });
  });

  it.each([
    [lstm(sizes), 'nn.LSTM(3, 4, batch_first=True)'],
    [
      lstm({ ...sizes, projectionSize: 2, bias: false }),
      'nn.LSTM(3, 4, bias=False, batch_first=True, proj_size=2)',
    ],
    [rnn({ ...sizes, activation: 'relu' }), "nn.RNN(3, 4, nonlinearity='relu', batch_first=True)"],
    [bidirectional(gru(sizes)), 'nn.GRU(3, 4, batch_first=True, bidirectional=True)'],
    [
      sequential(gru(sizes), gru({ inputSize: 4, hiddenSize: 4 })),
      'nn.GRU(3, 4, num_layers=2, batch_first=True)',
    ],
    [
      sequential(
        embedding(5, 3),
        dropout(0.1),
        lstm(sizes),
        layerNorm(4),
        linear(4, 5),
        activation('logSoftmax'),
      ),
      'nn.Sequential(nn.Embedding(5, 3), nn.Dropout(0.1), nn.LSTM(3, 4, batch_first=True), nn.LayerNorm(4), nn.Linear(4, 5), ' +
        'nn.LogSoftmax(-1))',
    ],
    [
      sequential(lstm(sizes), gru({ inputSize: 4, hiddenSize: 2 })),
      'nn.Sequential(nn.LSTM(3, 4, batch_first=True), nn.GRU(4, 2, batch_first=True))',
    ],
    [
      sequential(linear(3, 4, { bias: false }), layerNorm(4, { epsilon: 0.1 })),
      'nn.Sequential(nn.Linear(3, 4, bias=False), nn.LayerNorm(4, eps=0.1))',
    ],
    [activation({ name: 'hardSigmoid', alpha: 1 / 6 }), 'nn.Hardsigmoid()'],
    [activation('elu'), 'nn.ELU(1)'],
  ])('tells the module of layer %#', async (layer, module) => {
    expect((await exported(layer)).module).toBe(module);
  });

  it('names parts as nn.Sequential does', async () => {
    const net = sequential(
      embedding(5, 3),
      sequential(lstm(sizes), lstm({ inputSize: 4, hiddenSize: 4 })),
      last(),
      sequential(linear(4, 2), activation('tanh')),
    );
    const { tensors, notes } = await exported(net);
    expect(shapes(tensors)).toEqual({
      '0.weight': [5, 3],
      '1.weight_ih_l0': [16, 3],
      '1.weight_hh_l0': [16, 4],
      '1.bias_ih_l0': [16],
      '1.bias_hh_l0': [16],
      '1.weight_ih_l1': [16, 4],
      '1.weight_hh_l1': [16, 4],
      '1.bias_ih_l1': [16],
      '1.bias_hh_l1': [16],
      '3.0.weight': [2, 4],
      '3.0.bias': [2],
    });
    expect(notes).toEqual([
      expect.stringMatching(
        /^part 1\.0 \(lstm\): its one bias is bias_ih, and bias_hh is zeros\. PyTorch trains both/,
      ),
      expect.stringMatching(/^part 1\.1 \(lstm\)/),
      expect.stringMatching(/^part 2 \(last\): PyTorch has no such module/),
    ]);
  });

  it('takes a prefix with a dot or without', () => {
    const { layer, params } = fromTorch(
      stateDictOf({ kind: 'gru', layers: 1, bidirectional: false, bias: false, projectionSize: 0, ...sizes }),
    );
    for (const prefix of ['model.rnn', 'model.rnn.']) {
      expect(Object.keys(toTorch(layer, params, { prefix }))).toEqual([
        'model.rnn.weight_ih_l0',
        'model.rnn.weight_hh_l0',
      ]);
    }
  });

  it.each([
    ['peepholes', lstm({ ...sizes, peepholes: true }), 'the layer (lstm) has peepholes: true'],
    ['coupled gates', lstm({ ...sizes, coupledGates: true }), 'coupledGates: true'],
    ['no forget gate', lstm({ ...sizes, forgetGate: false }), 'forgetGate: false'],
    ['layer norms', gru({ ...sizes, layerNorm: true }), 'layerNorm: true'],
    ['a bounded cell', lstm({ ...sizes, cellClip: 2 }), 'cellClip: 2'],
    ['clipping', gru({ ...sizes, clip: 3 }), 'the layer (gru) has clip: 3'],
    ['other activations', lstm({ ...sizes, activation: 'relu' }), 'activation: "relu"'],
    ['another output', lstm({ ...sizes, outputActivation: 'linear' }), 'outputActivation: "linear"'],
    [
      'other gates',
      sequential(linear(3, 3), gru({ ...sizes, gateActivation: 'hardSigmoid' })),
      'part 1 (gru) has gateActivation: "hardSigmoid"',
    ],
    [
      'other nonlinearities',
      rnn({ ...sizes, activation: 'silu' }),
      "activation: \"silu\", neither 'tanh' nor 'relu'",
    ],
    [
      'a wide projection',
      lstm({ ...sizes, projectionSize: 4 }),
      'projectionSize: 4, no smaller than its hiddenSize 4',
    ],
    ['resetting before', gru({ ...sizes, resetAfter: false }), 'resetAfter: false'],
    [
      'another merge',
      sequential(bidirectional(rnn(sizes), { merge: 'sum' })),
      "part 0 (bidirectional) has merge: 'sum'",
    ],
    [
      'directions of two kinds',
      bidirectional(lstm(sizes), gru(sizes)),
      'directions that differ, lstm with hiddenSize: 4, bias: true forward',
    ],
    [
      'a direction of several layers',
      bidirectional(sequential(lstm(sizes), last())),
      'forward (sequential) is run in one of two directions',
    ],
    ['masks', embedding(5, 3, { maskZero: true }), 'maskZero: true'],
    ['masked cells', masked(gru(sizes)), 'the layer (masked) is of a kind'],
    ['masking', sequential(masking(), gru(sizes)), 'part 0 (masking) is of a kind'],
    ['flipping', sequential(flip(), gru(sizes)), 'part 0 (flip) is of a kind'],
    ['activations that PyTorch has not', activation('squareplus'), 'has the activation "squareplus"'],
    ['another slope', activation('hardSigmoid'), 'has the activation "hardSigmoid"'],
    [
      "cells of one's own",
      defineCell({
        kind: 'own',
        state: () => ({}),
        params: () => ({}),
        step: ({ x }) => ({ output: x, state: {} }),
      })(sizes),
      '(own) is of a kind',
    ],
    [
      "cells with another's name",
      defineCell({
        kind: 'gru',
        state: () => ({}),
        params: () => ({}),
        step: ({ x }) => ({ output: x, state: {} }),
      })(sizes),
      'other parameters',
    ],
  ])('refuses %s by name', async (_, layer, message) => {
    const { params } = await createModel(layer as SequenceLayer);
    expect(() => toTorch(layer, params)).toThrow(ArgumentError);
    expect(() => toTorch(layer, params)).toThrow(message);
  });

  it("refuses parameters that are not the layer's", async () => {
    const layer = linear(2, 3);
    const { params } = await createModel(layer);
    expect(() => toTorch(layer, { w: params['w']! })).toThrow(
      /needs the parameter "b"; its parameters are "w", "b"/,
    );
    expect(() => toTorch(layer, { ...params, x: params['w']! })).toThrow(/has no parameter "x"/);
    expect(() => toTorch(layer, { ...params, b: tensor([1]) })).toThrow(ShapeError);
    expect(() => toTorch(layer, { ...params, b: tensor(new Int32Array(3)) })).toThrow(
      /must be f32\[3\], but is i32\[3\]/,
    );
  });
});

describe('writeTorch', () => {
  it('writes what readTorch reads, data aligned to 64 bytes', () => {
    const tensors = {
      b: tensor([1, 2, 3, 4], [2, 2]),
      a: tensor(new Int32Array([-1, 2 ** 31 - 1]), [2, 1]),
      scalar: tensor([0.5], []),
      none: tensor([], [0, 3]),
      __proto__x: tensor([NaN, -0, Infinity]),
      'ü.ß': tensor([1e-45]),
    };
    const bytes = writeTorch(tensors);
    const { tensors: again, data, dtypes } = readTorch(bytes);
    expect({ ...again }).toEqual(tensors);
    expect(Object.keys(again)).toEqual(Object.keys(tensors));
    expect(data).toEqual({});
    expect(dtypes['a']).toBe('int32');
    expect(writeTorch(tensors)).toEqual(bytes);
  });

  it('writes large tensors and many of them', () => {
    const large = tensor(Float32Array.from({ length: 70_000 }, (_, i) => i));
    expect(readTorch(writeTorch({ large })).tensors['large']).toEqual(large);
    const many = Object.fromEntries(
      Array.from({ length: 3000 }, (_, i) => [`layer.${i}.weight`, tensor([i])]),
    );
    expect({ ...readTorch(writeTorch(many)).tensors }).toEqual(many);
    expect({ ...readTorch(writeTorch({})).tensors }).toEqual({});
  });

  it('refuses tensors that are none, and names that cannot be written', () => {
    expect(() => writeTorch({ a: { shape: [3], dtype: 'f32', data: new Float32Array(2) } })).toThrow(
      ArgumentError,
    );
    expect(() => writeTorch({ '\ud800': tensor([1]) })).toThrow(/UTF-8 cannot hold it/);
  });
});
