import { sequential } from '@sluice/cell';
import { linear } from '@sluice/layers';
import { gru } from '@sluice/gru';
import { lstm } from '@sluice/lstm';
import { rnn } from '@sluice/rnn';
import { tensor } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { createModel, formatSummary } from '../src/index.js';
import { numbers } from './tensors.js';

describe.each(['reference', 'wasm'] as const)('inspect (%s)', (backend) => {
  it('gives each gate over time, by part and name', async () => {
    const net = sequential(lstm({ inputSize: 2, hiddenSize: 3 }), gru({ inputSize: 3, hiddenSize: 4 }));
    const model = await createModel(net, { seed: 1, backend });
    const x = numbers([2, 5, 2]);
    const { output, state, gates } = await model.inspect(x);
    expect({ output, state }).toEqual(await model.predict(x));
    expect(Object.keys(gates)).toEqual(
      ['input', 'forget', 'candidate', 'output']
        .map((gate) => `0.${gate}`)
        .concat(['1.reset', '1.update', '1.candidate']),
    );
    expect(gates['0.forget']!.shape).toEqual([2, 5, 3]);
    expect(gates['1.update']!.shape).toEqual([2, 5, 4]);
    for (const gate of gates['0.forget']!.data) expect(gate > 0 && gate < 1).toBe(true);
  });

  it('puts batch before time: the first gate of a row depends on its first input alone', async () => {
    // σ(w·x) with w = 1 for the input gate of a cell of one unit, and no bias
    const cell = lstm({ inputSize: 1, hiddenSize: 1, bias: false });
    const params = { wx: tensor([1, 0, 0, 0], [1, 4]), wh: tensor([0, 0, 0, 0], [1, 4]) };
    const model = await createModel(cell, { params, backend });
    const { gates } = await model.inspect(tensor([0, 1, 2, 3, 4, 5], [2, 3, 1]));
    gates['input']!.data.forEach((gate, i) => expect(gate).toBeCloseTo(1 / (1 + Math.exp(-i)), 6));
  });
});

describe.each(['reference', 'wasm'] as const)('gradientFlow (%s)', (backend) => {
  it('follows the sum of the last outputs back through time', async () => {
    // h_t = tanh(x_t + 0.5·h_{t−1}), so dh_t/dh_{t−1} = 0.5·(1 − h_t²), and dL/dh_T = 1
    const params = { wx: tensor([1], [1, 1]), wh: tensor([0.5], [1, 1]), b: tensor([0]) };
    const model = await createModel(rnn({ inputSize: 1, hiddenSize: 1 }), { params, backend });
    const x = [
      [0.3, -0.2, 0.8],
      [-1, 0.4, 0.1],
    ];
    const flow = await model.gradientFlow(tensor(x.flat(), [2, 3, 1]));
    const expected = [0, 0, 1];
    for (const row of x) {
      const h: number[] = [];
      for (const value of row) h.push(Math.tanh(value + 0.5 * (h.at(-1) ?? 0)));
      const step2 = 0.5 * (1 - h[2]! ** 2);
      expected[1]! += step2 / 2;
      expected[0]! += (step2 * 0.5 * (1 - h[1]! ** 2)) / 2;
    }
    flow.h.forEach((norm, t) => expect(norm).toBeCloseTo(expected[t]!, 6));
  });

  it('starts at the last valid step of a padded row', async () => {
    const model = await createModel(lstm({ inputSize: 2, hiddenSize: 3 }), { seed: 1, backend });
    const x = numbers([1, 6, 2]);
    const padded = await model.gradientFlow(x, { lengths: [4] });
    const short = await model.gradientFlow(tensor(x.data.slice(0, 8), [1, 4, 2]));
    expect(Object.keys(padded)).toEqual(['h', 'c']);
    short.c.forEach((norm, t) => expect(padded.c[t]).toBeCloseTo(norm, 6));
    expect([...padded.h.slice(4), ...padded.c.slice(4)]).toEqual([0, 0, 0, 0]);
  });

  it('takes another objective', async () => {
    const model = await createModel(sequential(rnn({ inputSize: 2, hiddenSize: 3 }), linear(3, 2)), {
      seed: 1,
      backend,
    });
    const x = numbers([1, 4, 2]);
    const flow = await model.gradientFlow(x, { objective: ({ output }) => output.sliceAxis(0, 1, 2).sum() });
    // what comes after step 1 cannot matter to it
    expect(flow['0.h'].map((norm) => Math.sign(norm))).toEqual(Float32Array.of(1, 1, 0, 0));
    await expect(model.gradientFlow(x, { objective: ({ output }) => output })).rejects.toThrow(
      /objective must be an f32 scalar, but is f32\[4, 1, 2\]/,
    );
  });
});

describe('summary', () => {
  it('lists parts, parameters and sizes', async () => {
    const model = await createModel(sequential(rnn({ inputSize: 2, hiddenSize: 3 }), linear(3, 4)));
    const summary = model.summary();
    // rnn: 2·3 + 3·3 + 3 = 18, linear: 3·4 + 4 = 16
    expect(summary.parts.map(({ name, kind, size }) => [name, kind, size])).toEqual([
      ['0', 'rnn', 18],
      ['1', 'linear', 16],
    ]);
    expect(summary).toMatchObject({ size: 34, bytes: 136, input: { shape: [2], dtype: 'f32' } });
    expect(summary.params[0]).toEqual({ name: '0.wx', shape: [2, 3], size: 6 });
    expect(summary.state).toEqual([{ name: '0.h', shape: [3] }]);
    expect(formatSummary(summary)).toMatch(/0 {2}rnn .*18\n1 {2}linear .*16\n34 weights, 136 B/);
  });

  it('of a bare cell has one part without a name', async () => {
    const { parts } = (await createModel(rnn({ inputSize: 2, hiddenSize: 3 }))).summary();
    expect(parts).toMatchObject([{ name: '', kind: 'rnn', size: 18 }]);
  });
});
