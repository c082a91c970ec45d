import {
  allOutputs,
  bahdanauAttention,
  bidirectional,
  defineCell,
  dropped,
  encoderDecoder,
  fastSlow,
  flip,
  highway,
  independent,
  last,
  layerNormed,
  learnedStart,
  luongAttention,
  masked,
  multiplicativeIntegration,
  resettable,
  residual,
  reversed,
  scheduledSampling,
  sequential,
  tied,
  weightDropped,
  zoneout,
  type SequenceLayer,
} from '@sluice/cell';
import { gru, mgu } from '@sluice/gru';
import { activation, dropout, embedding, layerNorm, linear, masking } from '@sluice/layers';
import { lstm } from '@sluice/lstm';
import { initializers, tensor } from '@sluice/math';
import { createModel } from '@sluice/model';
import { indrnn, irnn, rnn } from '@sluice/rnn';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatError, readModel, saveCheckpoint, writeModel } from '../../src/index.js';

const sizes = { inputSize: 3, hiddenSize: 4 };
const numbers = tensor(
  Array.from({ length: 24 }, (_, i) => Math.sin(i)),
  [2, 4, 3],
);
const words = tensor(Int32Array.of(0, 3, 1, 0, 2, 2, 0, 1), [2, 4]);

const layers: readonly SequenceLayer[] = [
  rnn({ ...sizes, activation: { name: 'elu', alpha: 0.5 }, clip: 1 }),
  lstm({ ...sizes, projectionSize: 2, peepholes: true, recurrentBias: true, outputActivation: 'relu' }),
  irnn({ ...sizes, scale: 0.5 }),
  lstm({ ...sizes, coupledGates: true, initial: { family: 'keras', bias: { name: 'chrono', longest: 9 } } }),
  lstm({ ...sizes, coupledGates: true, bias: false }),
  gru({ ...sizes, resetAfter: false, gateActivation: 'hardSigmoid' }),
  sequential(mgu({ ...sizes, variant: 'mgu2' }), indrnn({ inputSize: 4, hiddenSize: 2, activation: 'tanh' })),
  sequential(
    layerNormed(residual(gru({ inputSize: 3, hiddenSize: 3 }))),
    highway(zoneout(rnn({ inputSize: 3, hiddenSize: 3 }), { h: 0.1 }), { bias: -2 }),
    learnedStart(weightDropped(dropped(lstm(sizes), { input: 0.2, perSequence: true }), { wh: 0.5 })),
  ),
  sequential(tied(5, gru({ inputSize: 4, hiddenSize: 4 }), { bias: false })),
  fastSlow({
    fast: [rnn(sizes), rnn({ inputSize: 2, hiddenSize: 4 })],
    slow: gru({ inputSize: 4, hiddenSize: 2 }),
  }),
  resettable(rnn({ inputSize: 2, hiddenSize: 2 })),
  independent(multiplicativeIntegration(gru(sizes), { alpha: 2 }), {
    initial: { name: 'uniform', low: 0.5 },
  }),
  sequential(masking({ value: -1 }), masked(gru(sizes)), layerNorm(4, { epsilon: 1e-3 }), dropout(0.5)),
  sequential(flip(), reversed(lstm(sizes)), activation('softmax'), last(), linear(4, 2, { bias: false })),
  bidirectional(sequential(gru(sizes), last()), sequential(rnn(sizes), last()), { merge: 'mul' }),
  sequential(
    embedding(5, 3, { initial: { name: 'uniform', low: -0.05, high: 0.05 } }),
    linear(3, 2, { initial: { weight: 'heNormal' } }),
  ),
  allOutputs(gru(sizes), linear(4, 2)),
  encoderDecoder(
    sequential(embedding(5, 3), bidirectional(gru(sizes))),
    scheduledSampling(
      sequential(
        embedding(5, 3),
        bahdanauAttention(gru({ inputSize: 3 + 8, hiddenSize: 4 }), { memorySize: 8, size: 3 }),
        linear(4, 5),
      ),
      { teacherForcing: { name: 'exponential', k: 0.9 } },
    ),
    { bridged: ['1.h'] },
  ),
  encoderDecoder(
    sequential(embedding(5, 3), gru(sizes)),
    sequential(embedding(5, 3), luongAttention(gru(sizes), { memorySize: 4 })),
    { bridge: 'copy' },
  ),
  sequential(embedding(5, 3, { maskZero: true }), sequential(masked(lstm(sizes)), linear(4, 2))),
];

const caught = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('a model file', () => {
  it.each(layers.map((layer) => [`${layer.kind} ${JSON.stringify(layer.options)}`, layer] as const))(
    'brings %s back',
    async (_, layer) => {
      const model = await createModel(layer, { seed: 3 });
      const file = readModel(writeModel(model));
      expect({ kind: file.layer.kind, options: file.layer.options }).toEqual({
        kind: layer.kind,
        options: layer.options,
      });
      const again = await createModel(file.layer, file);
      const x = layer.input?.dtype === 'i32' ? words : numbers;
      const constants = layer.constants && { source: words };
      expect(await again.predict(x, { constants })).toEqual(await model.predict(x, { constants }));
    },
  );

  it('keeps the state that the model starts from', () => {
    const state = { h: tensor([1, 2], [1, 2]) };
    const layer = rnn({ inputSize: 1, hiddenSize: 2 });
    const params = { wx: tensor([1, 2], [1, 2]), wh: tensor([1, 2, 3, 4], [2, 2]), b: tensor([0, 0], [2]) };
    expect(readModel(writeModel({ layer, params, state })).state).toEqual(state);
    expect(readModel(writeModel({ layer, params })).state).toBeUndefined();
  });

  const decay = defineCell({
    kind: 'decay',
    state: ({ inputSize }) => ({ s: [inputSize] }),
    params: ({ inputSize }: { inputSize: number }) => ({
      rate: { shape: [inputSize], initial: initializers.constant(0.5) },
    }),
    step: ({ x, state: { s }, params: { rate } }) => {
      const next = s.mul(rate).add(x);
      return { output: next, state: { s: next } };
    },
  });

  it('brings cells of a user back, anywhere inside', async () => {
    const model = await createModel(sequential(decay({ inputSize: 3 }), linear(3, 1)), { seed: 1 });
    const bytes = writeModel(model);
    const { layer, params } = readModel(bytes, { cells: { decay } });
    const again = await createModel(layer, { params });
    expect(await again.predict(numbers)).toEqual(await model.predict(numbers));
    expect(() => readModel(bytes)).toThrow(
      'There is no layer of the kind "decay" here. If it is a cell of your own, say what makes it: ' +
        'readModel(bytes, { cells: { decay: … } }).',
    );
  });

  it('says what it is not', () => {
    const checkpoint = { version: 1, parameters: {}, optimizer: {}, state: {} } as const;
    const read = (data: unknown) => () => readModel(saveCheckpoint({ ...checkpoint, data }));
    expect(read({ step: 1 })).toThrow('does not say of which layer');
    expect(read(7)).toThrow('does not say of which layer');
    expect(read({ layer: { kind: 'lstm', options: { inputSize: 1, hiddenSize: -4 } } })).toThrow(
      'No layer can be made of "{\\"kind\\":\\"lstm\\"',
    );
    expect(read({ layer: { kind: 'toString', options: {} } })).toThrow('no layer of the kind "toString"');
  });
});

describe('hostile descriptions', () => {
  const options = fc.dictionary(
    fc.constantFrom(
      'inputSize',
      'hiddenSize',
      'size',
      'parts',
      'cell',
      'layer',
      'activation',
      'merge',
      'rate',
      '__proto__',
    ),
    fc.oneof(fc.jsonValue(), fc.integer({ min: -2, max: 1e9 }), fc.constant([{ kind: 'last', options: {} }])),
  );
  const kinds = [
    'rnn',
    'lstm',
    'gru',
    'embedding',
    'linear',
    'layerNorm',
    'dropout',
    'activation',
    'masking',
  ];
  const wrappers = [
    'last',
    'flip',
    'masked',
    'reversed',
    'sequential',
    'bidirectional',
    'constructor',
    '__proto__',
  ];

  it('make a layer, or are refused', () => {
    let made = 0;
    fc.assert(
      fc.property(fc.constantFrom(...kinds, ...wrappers), options, (kind, options) => {
        const bytes = saveCheckpoint({
          version: 1,
          parameters: {},
          optimizer: {},
          state: {},
          data: { layer: { kind, options } },
        });
        const error = caught(() => readModel(bytes));
        if (error === undefined) made++;
        else expect(error).toBeInstanceOf(FormatError);
      }),
      { seed: 20261124, numRuns: 2000 },
    );
    expect(made).toBeGreaterThan(50);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
