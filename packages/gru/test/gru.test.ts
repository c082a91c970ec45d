import { ArgumentError } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { runStep } from '../../cell/src/testing/subject.js';
import { f32 } from '../../cell/test/numbers.js';
import { gru } from '../src/index.js';

const sizes = { inputSize: 3, hiddenSize: 4 };
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

describe('gru', () => {
  const inputs = {
    x: f32([1, 1], 2),
    'params.wx': f32([1, 3], 0.1, 0.2, 0.3),
    'params.wh': f32([1, 3], 0.5, 0.6, 0.7),
    'params.b': f32([3], 0.1, -0.2, 0.3),
    'state.h': f32([1, 1], 0.5),
  };
  const r = sigmoid(0.2 + 0.25 + 0.1); // 0.634136
  const z = sigmoid(0.4 + 0.3 - 0.2); // 0.622459

  it('resets after the recurrent product', () => {
    const { output, ...rest } = runStep(gru({ inputSize: 1, hiddenSize: 1 }), {
      ...inputs,
      'params.c': f32([1], 0.4),
    });
    const n = Math.tanh(0.6 + 0.3 + r * (0.35 + 0.4)); // 0.879963
    const h = (1 - z) * n + z * 0.5; // 0.643451
    expect(output!.data[0]).toBeCloseTo(h, 12);
    expect(h).toBeCloseTo(0.643451, 6);
    expect(rest['state.h']!.data[0]).toBeCloseTo(h, 12);
    expect(['reset', 'update', 'candidate'].map((name) => rest[`gates.${name}`]!.data[0])).toEqual([
      expect.closeTo(r, 12),
      expect.closeTo(z, 12),
      expect.closeTo(n, 12),
    ]);
  });

  it('resets before the recurrent product, as the last version of the paper', () => {
    const { output } = runStep(gru({ inputSize: 1, hiddenSize: 1, resetAfter: false }), inputs);
    const n = Math.tanh(0.6 + 0.3 + r * 0.5 * 0.7); // 0.808245
    expect(output!.data[0]).toBeCloseTo((1 - z) * n + z * 0.5, 12);
  });

  it('adds a second bias to the recurrent product, before the reset or after it', () => {
    const biased = { ...inputs, 'params.bh': f32([3], 0, 0, 0.4) };
    const make = (resetAfter: boolean) =>
      gru({ inputSize: 1, hiddenSize: 1, recurrentBias: true, resetAfter });
    const after = Math.tanh(0.6 + 0.3 + r * (0.35 + 0.4));
    const before = Math.tanh(0.6 + 0.3 + r * 0.35 + 0.4);
    expect(runStep(make(true), biased)['gates.candidate']!.data[0]).toBeCloseTo(after, 12);
    expect(runStep(make(false), biased)['gates.candidate']!.data[0]).toBeCloseTo(before, 12);
  });

  it.each([
    [{}, { wx: [3, 12], wh: [4, 12], b: [12], c: [4] }],
    [{ resetAfter: false }, { wx: [3, 12], wh: [4, 12], b: [12] }],
    [{ bias: false }, { wx: [3, 12], wh: [4, 12] }],
    [{ recurrentBias: true }, { wx: [3, 12], wh: [4, 12], b: [12], bh: [12] }],
  ])('with %j has the parameters %j', (options, shapes) => {
    const { params } = gru({ ...sizes, ...options });
    expect(Object.fromEntries(Object.entries(params).map(([name, { shape }]) => [name, shape]))).toEqual(
      shapes,
    );
  });

  it('keeps its state where biases are to remember for long', () => {
    const { shape, initial } = gru({
      inputSize: 1,
      hiddenSize: 50,
      initial: { bias: { name: 'chrono', longest: 101 } },
    }).params['b']!;
    const [r, z, n] = [0, 1, 2].map((gate) => [...initial(shape, 1)].slice(50 * gate, 50 * (gate + 1)));
    expect([new Set(r), new Set(n)]).toEqual([new Set([0]), new Set([0])]);
    expect(Math.min(...z!)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...z!)).toBeGreaterThan(Math.log(80));
  });

  it('refuses a second bias without a first', () => {
    expect(() => gru({ ...sizes, bias: false, recurrentBias: true })).toThrow(ArgumentError);
    expect(() => gru({ ...sizes, bias: false, recurrentBias: true })).toThrow('In gru: recurrentBias: true');
  });
});
