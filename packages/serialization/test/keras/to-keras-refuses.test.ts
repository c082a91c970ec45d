import {
  bidirectional,
  defineCell,
  flip,
  last,
  masked,
  reversed,
  sequential,
  type Activation,
  type SequenceLayer,
} from '@sluice/cell';
import { gru } from '@sluice/gru';
import { activation, dropout, embedding, linear } from '@sluice/layers';
import { lstm } from '@sluice/lstm';
import { ArgumentError, initializers, ShapeError } from '@sluice/math';
import { rnn } from '@sluice/rnn';
import { describe, expect, it } from 'vitest';
import { toKeras } from '../../src/keras/index.js';
import { drawParams } from './draw-params.js';

const sizes = { inputSize: 3, hiddenSize: 2 };
const up = { inputSize: 2, hiddenSize: 4 };

describe('toKeras refuses', () => {
  const own = defineCell({
    kind: 'leaky',
    state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
    params: ({ inputSize, hiddenSize }) => ({
      w: { shape: [inputSize, hiddenSize], initial: initializers.zeros() },
    }),
    step: ({ x, state: { h }, params: { w } }) => {
      const next = h.mul(0.9).add(x.matmul(w));
      return { output: next, state: { h: next } };
    },
  });
  const words = embedding(5, 3, { maskZero: true });
  const odd: Activation = { name: 'scaledTanh', alpha: 2 };
  const refused: readonly (readonly [string, SequenceLayer, string])[] = [
    [
      'a projection',
      lstm({ ...sizes, projectionSize: 1 }),
      'toKeras: lstm: projectionSize is 1, which Keras does not have.',
    ],
    [
      'peepholes',
      sequential(lstm({ ...sizes, peepholes: true }), last()),
      'toKeras: sequential[0] (lstm): peepholes is true',
    ],
    ['coupled gates', lstm({ ...sizes, coupledGates: true }), 'coupledGates is true'],
    ['clipping', gru({ ...sizes, clip: 3 }), 'toKeras: gru: clip is 3'],
    [
      'two activations in an LSTM',
      lstm({ ...sizes, outputActivation: 'relu' }),
      'outputActivation is relu, but an LSTM of Keras has one activation',
    ],
    [
      'an activation that Keras lacks',
      rnn({ ...sizes, activation: odd }),
      'activation is scaledTanh with alpha 2, for which Keras has no name',
    ],
    [
      "Keras 2's hard sigmoid",
      lstm({ ...sizes, gateActivation: 'hardSigmoid' }),
      'gateActivation is hardSigmoid with alpha 0.2 and beta 0.5',
    ],
    [
      'such a layer',
      sequential(linear(3, 2), activation(odd)),
      'sequential[1] (activation): activation is scaledTanh with alpha 2, which Keras does not have',
    ],
    ['a cell of one’s own', own(sizes), 'toKeras: leaky: Keras has no such layer.'],
    ['a layer that runs in reverse', reversed(lstm(sizes)), 'toKeras: reversed: Keras has no such layer.'],
    [
      'last() with nothing recurrent before it',
      sequential(linear(3, 2), last()),
      'no recurrent layer stands before it',
    ],
    ['last() behind both directions', sequential(bidirectional(gru(sizes)), last()), 'put last() into both'],
    [
      'a flip before a linear layer',
      sequential(flip(), linear(3, 3), gru(sizes)),
      "a flip is a recurrent layer's go_backwards in Keras, but linear follows",
    ],
    ['a flip at the end', sequential(gru(sizes), flip()), 'a flip at the end has no layer in Keras'],
    [
      'a cell that does not rest by a mask',
      sequential(words, lstm(sizes)),
      'there is a mask ahead, by which every recurrent layer of Keras rests; put it in masked()',
    ],
    [
      'a mask behind a flip',
      sequential(words, flip(), masked(gru(sizes)), masked(gru(up))),
      "Keras' masks are in the old order of steps",
    ],
    [
      'directions that repeat at masked steps',
      sequential(words, bidirectional(masked(gru(sizes)))),
      "say masked(…, { output: 'zeros' })",
    ],
    [
      'zeros at masked steps before last()',
      sequential(words, masked(gru(sizes), { output: 'zeros' }), last()),
      "say masked(…, { output: 'repeat' })",
    ],
    [
      'a direction of several layers',
      bidirectional(sequential(gru(sizes), linear(2, 2))),
      'each direction of Keras is one recurrent layer',
    ],
    ['an input of unknown size', dropout(0.5), 'nothing in it tells the size of its input'],
  ];

  it.each(refused)('%s', (_, layer, message) => {
    const write = (): Uint8Array => toKeras(layer, drawParams(layer, 1));
    expect(write).toThrow(ArgumentError);
    expect(write).toThrow(message);
  });

  it('weights that are not the layer’s', () => {
    const params = drawParams(rnn(sizes), 1);
    const { wh, ...rest } = params;
    expect(() => toKeras(rnn(sizes), rest)).toThrow('toKeras: the weights "wh" of rnn are missing.');
    expect(() => toKeras(rnn(sizes), { ...params, wq: wh! })).toThrow(
      'there are weights "wq", but rnn has none',
    );
    expect(() => toKeras(rnn(sizes), { ...params, b: wh! })).toThrow(ShapeError);
  });
});
