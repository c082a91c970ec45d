import {
  bidirectional,
  defineCell,
  reversed,
  sequential,
  type Activation,
  type SequenceLayer,
} from '@sluice/cell';
import { gru } from '@sluice/gru';
import { lstm } from '@sluice/lstm';
import { initializers } from '@sluice/math';
import { rnn } from '@sluice/rnn';
import { describe, expect, it } from 'vitest';
import { graphOf, operatorsOf } from './operators.js';
import { checkLayer } from './run-layer.js';

const sizes = { inputSize: 3, hiddenSize: 4 };

/** Activations that recurrent nodes have, with numbers of their own and without. */
const native: readonly Activation[] = [
  'linear',
  'tanh',
  'sigmoid',
  'relu',
  'softplus',
  'softsign',
  'leakyRelu',
  'thresholdedRelu',
  'elu',
  'hardSigmoid',
  'scaledTanh',
  'affine',
  { name: 'leakyRelu', alpha: 0.3 },
  { name: 'thresholdedRelu', alpha: 0.2 },
  { name: 'elu', alpha: 0.7 },
  { name: 'hardSigmoid', alpha: 0.3, beta: 0.4 },
  { name: 'scaledTanh', alpha: 1.3, beta: 0.6 },
  { name: 'affine', alpha: 0.4, beta: 0.2 },
];

/** Activations that they do not have. */
const others: readonly Activation[] = ['selu', 'celu', 'gelu', 'mish', 'softmax', 'hardTanh'];

const withActivation = (activation: Activation): (readonly [string, SequenceLayer])[] => [
  ['RNN', rnn({ ...sizes, activation })],
  ['GRU', gru({ ...sizes, activation })],
  ['GRU', gru({ ...sizes, gateActivation: activation, resetAfter: false })],
  ['LSTM', lstm({ ...sizes, activation, outputActivation: 'tanh' })],
  ['LSTM', lstm({ ...sizes, gateActivation: activation })],
  ['LSTM', lstm({ ...sizes, outputActivation: activation })],
];

describe.each([false, true])('with lengths %s', { timeout: 60_000 }, (lengths) => {
  it.each(native)('%j is an activation of the nodes', async (activation) => {
    for (const [operator, layer] of withActivation(activation)) {
      expect(operatorsOf(await checkLayer(layer, { lengths }))).toContain(operator);
    }
  });

  it.each(others)('%j makes a cell a Scan', async (activation) => {
    for (const [, layer] of withActivation(activation)) {
      expect(operatorsOf(await checkLayer(layer, { lengths }))).toContain('Scan');
    }
  });

  const flags = [false, true];
  const options = flags.flatMap((bias) =>
    flags.flatMap((recurrentBias) =>
      [0, 0.3].map((clip) => ({ ...sizes, bias, recurrentBias: bias && recurrentBias, clip })),
    ),
  );

  it.each(options)('rnn, lstm and gru with %j', async (own) => {
    expect(operatorsOf(await checkLayer(rnn(own), { lengths }))).toContain('RNN');
    for (const resetAfter of flags) {
      expect(operatorsOf(await checkLayer(gru({ ...own, resetAfter }), { lengths }))).toContain('GRU');
    }
    for (const peepholes of flags) {
      for (const coupledGates of flags) {
        const layer = lstm({ ...own, peepholes, coupledGates });
        expect(operatorsOf(await checkLayer(layer, { lengths }))).toContain('LSTM');
      }
    }
  });

  it.each([
    ['a projection', lstm({ ...sizes, projectionSize: 2, recurrentBias: true })],
    ['no forget gate', lstm({ ...sizes, forgetGate: false })],
    ['a bounded cell', lstm({ ...sizes, cellClip: 0.1 })],
    ['layer norms in an lstm', lstm({ ...sizes, layerNorm: true })],
    ['layer norms in a gru', gru({ ...sizes, layerNorm: true })],
  ])('%s makes a cell a Scan', async (_, layer) => {
    const file = await checkLayer(layer, { lengths });
    expect(operatorsOf(file)).toContain('Scan');
    expect(operatorsOf(file)).not.toContain(layer.kind.toUpperCase());
  });

  it.each([
    ['rnn', rnn(sizes), rnn({ ...sizes, activation: 'relu' })],
    ['gru', gru(sizes), gru({ ...sizes, bias: false })],
    [
      'lstm',
      lstm({ ...sizes, peepholes: true }),
      lstm({ ...sizes, activation: { name: 'elu', alpha: 0.5 } }),
    ],
  ])('both directions of %s are one node', async (_, forward, backward) => {
    const file = await checkLayer(bidirectional(forward, backward), { lengths });
    const recurrent = graphOf(file).node.filter(({ opType }) => ['RNN', 'GRU', 'LSTM'].includes(opType));
    expect(recurrent).toHaveLength(1);
  });

  it.each([
    ['other merges', bidirectional(gru(sizes), { merge: 'sum' }), ['GRU', 'GRU', 'Add']],
    ['other merges', bidirectional(gru(sizes), { merge: 'mean' }), ['GRU', 'GRU', 'Add', 'Mul']],
    ['other merges', bidirectional(gru(sizes), { merge: 'mul' }), ['GRU', 'GRU', 'Mul']],
    ['other cells', bidirectional(gru(sizes), rnn(sizes)), ['GRU', 'RNN', 'Concat']],
    ['other sizes', bidirectional(rnn(sizes), rnn({ ...sizes, hiddenSize: 2 })), ['RNN', 'RNN', 'Concat']],
    ['other options', bidirectional(gru(sizes), gru({ ...sizes, clip: 1 })), ['GRU', 'GRU', 'Concat']],
    ['the other order', reversed(bidirectional(rnn(sizes))), ['RNN', 'RNN', 'Concat']],
    [
      'cells without a node',
      bidirectional(rnn({ ...sizes, activation: 'mish' })),
      ['Scan', 'Scan', 'Concat'],
    ],
  ])('%s take two', async (_, layer, expected) => {
    const operators = operatorsOf(await checkLayer(layer, { lengths }));
    expect(operators.filter((operator) => expected.includes(operator))).toEqual(expected);
  });

  it('stacks, in one direction and in both', async () => {
    const stack = sequential(
      bidirectional(lstm(sizes)),
      bidirectional(gru({ inputSize: 8, hiddenSize: 2 }), { merge: 'sum' }),
      rnn({ inputSize: 2, hiddenSize: 3 }),
      reversed(lstm({ inputSize: 3, hiddenSize: 2, coupledGates: true })),
    );
    const operators = operatorsOf(await checkLayer(stack, { lengths }));
    expect(operators.filter((operator) => /^(?:RNN|LSTM|GRU|Scan)$/.test(operator))).toEqual([
      'LSTM',
      'GRU',
      'GRU',
      'RNN',
      'LSTM',
    ]);
  });
});

it('without states a node starts from zeros', async () => {
  const file = await checkLayer(
    sequential(bidirectional(lstm(sizes)), gru({ inputSize: 8, hiddenSize: 3 })),
    {
      states: false,
    },
  );
  const { node, input, output } = graphOf(file);
  expect(input.map(({ name }) => name)).toEqual(['x']);
  expect(output.map(({ name }) => name)).toEqual(['output']);
  expect(node.find(({ opType }) => opType === 'LSTM')!.input).toHaveLength(4);
});

it('a cell that is called lstm but does something else is what it does', async () => {
  const impostor = defineCell({
    kind: 'lstm',
    state: ({ hiddenSize }) => ({ h: [hiddenSize], c: [hiddenSize] }),
    params: ({ inputSize, hiddenSize }) => ({
      wx: { shape: [inputSize, 4 * hiddenSize], initial: initializers.glorotUniform() },
      wh: { shape: [hiddenSize, 4 * hiddenSize], initial: initializers.orthogonal() },
      b: { shape: [4 * hiddenSize], initial: initializers.zeros() },
    }),
    step({ x, state: { h, c }, params: { wx, wh, b } }) {
      const [i, f, g, o] = x.matmul(wx).add(b).add(h.matmul(wh)).split(4);
      const cNext = f.sigmoid().mul(c).sub(i.sigmoid().mul(g.tanh()));
      const hNext = o.sigmoid().mul(cNext.tanh());
      return { output: hNext, state: { h: hNext, c: cNext } };
    },
  });
  const operators = operatorsOf(await checkLayer(impostor(sizes)));
  expect(operators).toContain('Scan');
  expect(operators).not.toContain('LSTM');
});
