import {
  bidirectional,
  defineCell,
  flip,
  last,
  masked,
  reversed,
  sequential,
  type Activation,
} from '@sluice/cell';
import { gru } from '@sluice/gru';
import { activation, dropout, embedding, layerNorm, linear, masking } from '@sluice/layers';
import { lstm } from '@sluice/lstm';
import { rnn } from '@sluice/rnn';
import { describe, expect, it } from 'vitest';
import { graphOf, operatorsOf } from './operators.js';
import { checkLayer } from './run-layer.js';

const sizes = { inputSize: 3, hiddenSize: 4 };
const input = { shape: [3], dtype: 'f32' } as const;

describe.each([false, true])('with lengths %s', { timeout: 60_000 }, (lengths) => {
  const check = async (...parameters: Parameters<typeof checkLayer>): Promise<string[]> => {
    const [layer, options] = parameters;
    return operatorsOf(await checkLayer(layer, { ...options, lengths }));
  };

  it('linear is a product and a sum', async () => {
    const operators = await check(linear(3, 5), { input });
    expect(operators).toEqual(
      lengths
        ? [
            'Transpose',
            'Shape',
            'Reshape',
            'Range',
            'Cast',
            'Reshape',
            'Less',
            'Reshape',
            'Where',
            'MatMul',
            'Add',
            'Where',
            'Transpose',
          ]
        : ['Transpose', 'MatMul', 'Add', 'Transpose'],
    );
    await check(linear(3, 5, { bias: false }), { input });
  });

  it('embedding is a Gather, of either kind of integers', async () => {
    for (const tokens of ['int64', 'int32'] as const) {
      const operators = await check(embedding(5, 3), { tokens });
      if (!lengths) expect(operators).toEqual(['Transpose', 'Gather', 'Transpose']);
    }
  });

  it('layerNorm is one node, behind last() too', async () => {
    expect(await check(layerNorm(3))).toContain('LayerNormalization');
    expect(await check(layerNorm(3, { epsilon: 0.1 }))).toContain('LayerNormalization');
    const behind = sequential(rnn(sizes), last(), layerNorm(4), linear(4, 2), activation('softmax'));
    expect(await check(behind)).toEqual(expect.arrayContaining(['LayerNormalization', 'Softmax']));
  });

  it('dropout is gone', async () => {
    const operators = await check(dropout(0.5), { input });
    if (!lengths) expect(operators).toEqual(['Transpose', 'Transpose']);
  });

  it('last, flip and reversed', async () => {
    await check(last(), { input });
    await check(flip(), { input });
    await check(reversed(last()), { input });
    await check(sequential(flip(), lstm(sizes)), { input });
    await check(sequential(lstm(sizes), last(), linear(4, 2)));
    await check(bidirectional(sequential(gru(sizes), last())));
    await check(sequential(reversed(gru(sizes)), flip(), last()));
  });

  it('masked, where the mask comes from an embedding or from masking', async () => {
    const words = embedding(5, 3, { maskZero: true });
    await check(sequential(words, masked(lstm(sizes)), last(), linear(4, 2)));
    await check(sequential(words, bidirectional(masked(gru(sizes)))));
    await check(sequential(words, lstm(sizes)));
    await check(sequential(masking(), masked(rnn(sizes))), { input });
    await check(masked(gru(sizes)));
  });

  it.each<readonly [Activation, string | undefined]>([
    ['tanh', 'Tanh'],
    ['sigmoid', 'Sigmoid'],
    ['relu', 'Relu'],
    ['softplus', 'Softplus'],
    ['exponential', 'Exp'],
    ['softmax', 'Softmax'],
    ['logSoftmax', 'LogSoftmax'],
    ['elu', 'Elu'],
    [{ name: 'elu', alpha: 0.3 }, 'Elu'],
    ['celu', 'Celu'],
    [{ name: 'celu', alpha: 0.3 }, 'Celu'],
    ['selu', 'Selu'],
    ['leakyRelu', 'LeakyRelu'],
    [{ name: 'leakyRelu', alpha: 0.3 }, 'LeakyRelu'],
    [{ name: 'thresholdedRelu', alpha: 0.3 }, 'ThresholdedRelu'],
    ['hardSigmoid', 'HardSigmoid'],
    [{ name: 'hardSigmoid', alpha: 1 / 6 }, 'HardSigmoid'],
    ['hardSilu', 'HardSwish'],
    ['hardTanh', 'Clip'],
    ['relu6', 'Clip'],
    ['hardShrink', 'Shrink'],
    [{ name: 'softShrink', lambda: 0.2 }, 'Shrink'],
    ['softsign', 'Softsign'],
    ['linear', undefined],
    ['tanhShrink', undefined],
    ['scaledTanh', undefined],
    ['affine', undefined],
    ['gelu', undefined],
    ['geluTanh', undefined],
    ['silu', undefined],
    ['mish', undefined],
    ['squareplus', undefined],
    ['logSigmoid', undefined],
  ])('the activation %j', async (which, operator) => {
    // beyond where activations bend
    const scale = activation({ name: 'affine', alpha: 10 });
    const operators = await check(sequential(scale, activation(which)), { input });
    if (operator !== undefined) expect(operators).toContain(operator);
    if (operator !== undefined && !lengths) expect(operators).toHaveLength(5);
  });
});

it('an idiom inside of a loop is found', async () => {
  const file = await checkLayer(rnn({ ...sizes, activation: 'softmax' }));
  const loop = graphOf(file).node.find(({ opType }) => opType === 'Scan');
  const body = loop!.attribute.find(({ name }) => name === 'body')!.g!;
  // and what it stands for is gone
  expect(body.node.map(({ opType }) => opType)).toEqual([
    'MatMul',
    'Add',
    'MatMul',
    'Add',
    'Softmax',
    'Identity',
  ]);
});

it('what is nearly an idiom is what it is, and parts of an idiom can be read beside it', async () => {
  const nearly = defineCell({
    kind: 'nearly',
    state: () => ({}),
    params: () => ({}),
    input: () => ({ shape: [2, 3], dtype: 'f32' }) as const,
    step({ x }) {
      const along = x.softmax(1);
      const exponentials = x.sub(x.max(-1, { keepDims: true }).stopGradient()).exp();
      const softmax = exponentials.div(exponentials.sum(-1, { keepDims: true }));
      const elu = x.relu().add(x.minimum(0.1).exp().sub(1));
      return { output: along.add(exponentials).add(softmax).add(elu), state: {} };
    },
  });
  const operators = operatorsOf(await checkLayer(nearly(sizes)));
  expect(operators.filter((operator) => operator === 'Softmax')).toHaveLength(1);
  expect(operators).toContain('Div');
  expect(operators).not.toContain('Elu');
});
