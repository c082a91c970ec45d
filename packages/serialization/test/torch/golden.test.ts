import { describe, expect, it } from 'vitest';
import { sequential } from '@sluice/cell';
import { embedding, linear } from '@sluice/layers';
import { tensor, type Tensor } from '@sluice/math';
import { createModel } from '@sluice/model';
import type { ImportedLayer } from '../../src/imported.js';
import { exportTorch, fromTorch, importTorch, readTorch } from '../../src/torch/index.js';
import {
  distance,
  firstLoss,
  goldenCases,
  has,
  permuted,
  readCase,
  run,
  stateDict,
  trainedCases,
  unsaid,
  type GoldenCase,
} from './golden.js';

const backends = ['wasm', 'reference'] as const;
const only = (file: string): GoldenCase[] => goldenCases.filter(({ name }) => has(name, file));

async function expectGolden(golden: GoldenCase, imported: ImportedLayer): Promise<void> {
  const expected = stateDict(golden.name, 'golden64.safetensors');
  for (const backend of backends) {
    const given = await run(golden, imported, backend);
    expect(Object.keys(given).sort()).toEqual(
      Object.keys(expected)
        .filter((name) => name.startsWith('out.'))
        .sort(),
    );
    for (const [name, tensor] of Object.entries(given)) {
      expect(distance(tensor, expected[name]!), `${backend} ${name}`).toBeLessThanOrEqual(1);
    }
  }
}

const paramsOf = ({ params }: ImportedLayer): Record<string, Tensor> => ({ ...params });

describe('modules and cells of golden/torch, on both backends', () => {
  it('are all there', () => {
    expect(goldenCases.map(({ config }) => config.module)).toEqual(
      expect.arrayContaining(['RNN', 'LSTM', 'GRU', 'RNNCell', 'LSTMCell', 'GRUCell']),
    );
    expect(goldenCases.length).toBe(17);
  });

  it.each(goldenCases)('$name gives the values of float64', async (golden) => {
    await expectGolden(golden, fromTorch(stateDict(golden.name), unsaid(golden)));
  });

  it.each(goldenCases)('$name gives them with its biases summed', async (golden) => {
    await expectGolden(golden, fromTorch(stateDict(golden.name), { ...unsaid(golden), biases: 'summed' }));
  });
});

describe('the other files of a case', () => {
  it.each(['weights.pt', 'weights_legacy.pt'])('%s gives the same layer', async (file) => {
    expect(only(file).length).toBeGreaterThan(1);
    for (const golden of only(file)) {
      const imported = fromTorch(readTorch(readCase(golden.name, file)).tensors, unsaid(golden));
      expect(paramsOf(imported)).toEqual(paramsOf(fromTorch(stateDict(golden.name), unsaid(golden))));
      await expectGolden(golden, imported);
    }
  });

  it('weights_prefixed.safetensors gives the same layer, with and without the prefix said', () => {
    expect(only('weights_prefixed.safetensors').length).toBeGreaterThan(1);
    for (const golden of only('weights_prefixed.safetensors')) {
      const tensors = stateDict(golden.name, 'weights_prefixed.safetensors');
      const same = paramsOf(fromTorch(stateDict(golden.name), unsaid(golden)));
      for (const prefix of ['encoder.rnn.', 'encoder.rnn', 'encoder', undefined]) {
        const imported = fromTorch(tensors, { ...unsaid(golden), ...(prefix !== undefined && { prefix }) });
        expect(paramsOf(imported)).toEqual(same);
        expect(imported.name).toBe('encoder.rnn');
      }
      const { whole, layers, left } = importTorch(tensors, unsaid(golden));
      expect({ whole, layers: layers.length }).toEqual({ whole: false, layers: 1 });
      expect(left.map(({ name }) => name)).toEqual(['head']);
      expect(left[0]!.reason).toMatch(/bias f32\[\d+\], weight f32\[\d+, \d+\]; a state dict does not say/);
    }
  });

  it.each([
    // half of the distance between neighbours, relative to them, and below the smallest normal half
    ['f16', 2 ** -11, 2 ** -25],
    ['bf16', 2 ** -8, 0],
    ['f64', 0, 0],
  ])('weights_%s.safetensors gives the same weights but for their rounding', (type, relative, absolute) => {
    const file = `weights_${type}.safetensors`;
    expect(only(file).length).toBeGreaterThan(1);
    for (const golden of only(file)) {
      const exact = fromTorch(stateDict(golden.name), unsaid(golden));
      const rounded = fromTorch(stateDict(golden.name, file), unsaid(golden));
      expect(Object.keys(rounded.params)).toEqual(Object.keys(exact.params));
      for (const [name, { data }] of Object.entries(exact.params)) {
        data.forEach((value, i) => {
          const limit = Math.max(relative * Math.abs(value), absolute);
          expect(Math.abs(rounded.params[name]!.data[i]! - value)).toBeLessThanOrEqual(limit);
        });
      }
    }
  });
});

describe('models of golden/torch that were trained', () => {
  it.each(trainedCases)('%s give their first loss, and go back into their state dict', async (name) => {
    const tensors = stateDict(name);
    const { layer, params } = fromTorch(tensors, { prefix: 'rnn' });
    const [words, head] = [tensors['embedding.weight']!, tensors['head.weight']!];
    const net = sequential(
      embedding(words.shape[0]!, words.shape[1]!),
      layer,
      linear(head.shape[1]!, head.shape[0]!),
    );
    const all: Record<string, Tensor> = {
      '0.weight': words,
      ...Object.fromEntries(Object.entries(params).map(([key, value]) => [`1.${key}`, value])),
      '2.w': permuted(head, [1, 0]),
      '2.b': tensors['head.bias']!,
    };
    const model = await createModel<string>(net, { params: all });
    const { input, target } = stateDict(name, 'tokens.safetensors');
    const [, batch, time] = input!.shape as [number, number, number];
    const first = input!.data.slice(0, batch * time) as Int32Array;
    const { output } = await model.predict(tensor(first, [batch, time]));
    expect(crossEntropy(output, target!.data)).toBeCloseTo(firstLoss(name), 6);

    const { tensors: back, module } = exportTorch(net, all);
    expect(module).toMatch(
      /^nn\.Sequential\(nn\.Embedding\(\d+, \d+\), nn\.(LSTM|GRU)\(\d+, \d+, batch_first=True\), nn\.Linear\(\d+, \d+\)\)$/,
    );
    const names = { '0.': 'embedding.', '1.': 'rnn.', '2.': 'head.' };
    for (const [key, value] of Object.entries(back)) {
      expect(value, key).toEqual(tensors[key.replace(/^\d\./, (index) => names[index as '0.'])]);
    }
    expect(Object.keys(back)).toHaveLength(Object.keys(tensors).length);
  });
});

/** The mean over all tokens of −log softmax(y)_target. */
function crossEntropy({ data, shape }: Tensor, target: ArrayLike<number>): number {
  const classes = shape.at(-1)!;
  const positions = data.length / classes;
  let sum = 0;
  for (let i = 0; i < positions; i++) {
    const scores = [...data.subarray(i * classes, (i + 1) * classes)];
    sum += Math.log(scores.reduce((total, score) => total + Math.exp(score), 0)) - scores[target[i]!]!;
  }
  return sum / positions;
}
