import { ArgumentError, initializers } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { runStep } from '../../cell/src/testing/subject.js';
import { f32 } from '../../cell/test/numbers.js';
import { lstm } from '../src/index.js';

const sizes = { inputSize: 3, hiddenSize: 4 };
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

describe('lstm', () => {
  it('follows its equations', () => {
    const cell = lstm({ inputSize: 1, hiddenSize: 1 });
    const { output, ...rest } = runStep(cell, {
      x: f32([1, 1], 2),
      'params.wx': f32([1, 4], 0.1, 0.2, 0.3, 0.4),
      'params.wh': f32([1, 4], 0.5, 0.6, 0.7, 0.8),
      'params.b': f32([4], 0.1, 1, -0.1, 0.2),
      'state.h': f32([1, 1], 0.5),
      'state.c': f32([1, 1], -1),
    });
    const i = sigmoid(0.2 + 0.25 + 0.1); // 0.634136
    const f = sigmoid(0.4 + 0.3 + 1); // 0.845535
    const g = Math.tanh(0.6 + 0.35 - 0.1); // 0.691069
    const o = sigmoid(0.8 + 0.4 + 0.2); // 0.802184
    const c = f * -1 + i * g; // −0.407303
    const h = o * Math.tanh(c); // −0.309788
    expect(output!.data[0]).toBeCloseTo(h, 12);
    expect(rest['state.h']!.data[0]).toBeCloseTo(h, 12);
    expect(rest['state.c']!.data[0]).toBeCloseTo(c, 12);
    expect(['input', 'forget', 'candidate', 'output'].map((name) => rest[`gates.${name}`]!.data[0])).toEqual([
      expect.closeTo(i, 12),
      expect.closeTo(f, 12),
      expect.closeTo(g, 12),
      expect.closeTo(o, 12),
    ]);
    expect(h).toBeCloseTo(-0.309788, 6);
  });

  it('lets the gates look at the cell through peepholes, bounds their sums, and couples them', () => {
    const inputs = {
      x: f32([1, 1], 2),
      'params.wh': f32([1, 3], 0.5, 0.7, 0.8),
      'params.wx': f32([1, 3], 0.1, 0.3, 0.4),
      'params.b': f32([3], 0.1, -0.1, 0.2),
      'params.p': f32([2], 0.3, -0.2),
      'state.h': f32([1, 1], 0.5),
      'state.c': f32([1, 1], -1),
    };
    const options = { inputSize: 1, hiddenSize: 1, coupledGates: true, peepholes: true, clip: 0.5 };
    const { output, ...rest } = runStep(lstm({ ...options, outputActivation: 'linear' }), inputs);
    const i = sigmoid(0.2 + 0.25 + 0.1 + 0.3 * -1); // 0.562177
    const g = Math.tanh(0.5); // of 0.6 + 0.35 − 0.1, bounded
    const c = (1 - i) * -1 + i * g;
    const o = sigmoid(0.5); // of 0.8 + 0.4 + 0.2 − 0.2·c, bounded
    expect(rest['gates.forget']!.data[0]).toBeCloseTo(1 - i, 12);
    expect(rest['state.c']!.data[0]).toBeCloseTo(c, 12);
    expect(output!.data[0]).toBeCloseTo(o * c, 12);
    const far = runStep(lstm({ ...options, clip: 0, activation: 'relu' }), inputs);
    const cFar = (1 - i) * -1 + i * 0.85;
    expect(far['state.c']!.data[0]).toBeCloseTo(cFar, 12);
    expect(far['output']!.data[0]).toBeCloseTo(sigmoid(1.4 - 0.2 * cFar) * Math.max(cFar, 0), 12);
  });

  it('remembers at the start when its gates are coupled, too', () => {
    const { b } = lstm({ ...sizes, coupledGates: true, forgetBias: 2 }).params;
    expect(Array.from(b!.initial(b!.shape, 1))).toEqual([-2, -2, -2, -2, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it.each([
    [{}, { wx: [3, 16], wh: [4, 16], b: [16] }],
    [{ bias: false }, { wx: [3, 16], wh: [4, 16] }],
    [{ recurrentBias: true }, { wx: [3, 16], wh: [4, 16], b: [16], bh: [16] }],
    [{ projectionSize: 2 }, { wx: [3, 16], wh: [2, 16], wp: [4, 2], b: [16] }],
  ])('with %j has the parameters %j', (options, shapes) => {
    const { params } = lstm({ ...sizes, ...options });
    expect(Object.fromEntries(Object.entries(params).map(([name, { shape }]) => [name, shape]))).toEqual(
      shapes,
    );
  });

  it('projects what it gives and carries, not its memory', () => {
    expect(lstm({ ...sizes, projectionSize: 2 }).state).toEqual({ h: [2], c: [4] });
  });

  it('starts its forget gate open, and where asked elsewhere', () => {
    const bias = (options: object): number[] => {
      const { shape, initial } = lstm({ inputSize: 1, hiddenSize: 2, ...options }).params['b']!;
      return [...initial(shape, 1)];
    };
    expect(bias({})).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
    expect(bias({ forgetBias: -2 })).toEqual([0, 0, -2, -2, 0, 0, 0, 0]);
  });

  it('starts each recurrent block with an orthogonal matrix', () => {
    const { shape, initial } = lstm(sizes).params['wh']!;
    const wh = initial(shape, 1);
    for (let gate = 0; gate < 4; gate++) {
      const at = (row: number, column: number): number => wh[row * 16 + gate * 4 + column]!;
      const products = [0, 1, 2, 3].flatMap((a) =>
        [0, 1, 2, 3].map((b) => [0, 1, 2, 3].reduce((sum, k) => sum + at(a, k) * at(b, k), 0)),
      );
      products.forEach((product, i) => expect(product).toBeCloseTo(i % 5 === 0 ? 1 : 0, 5));
    }
  });

  it("starts within PyTorch's bounds by name", () => {
    const { params } = lstm({
      inputSize: 30,
      hiddenSize: 25,
      projectionSize: 9,
      recurrentBias: true,
      initial: 'torch',
    });
    for (const { shape, initial } of Object.values(params)) {
      const numbers = initial(shape, 1);
      expect(numbers).toEqual(initializers.uniform(-0.2, 0.2)(shape, 1));
      expect(Math.max(...numbers)).toBeGreaterThan(0.15);
    }
  });

  it('refuses a second bias without a first', () => {
    expect(() => lstm({ ...sizes, bias: false, recurrentBias: true })).toThrow(ArgumentError);
    expect(() => lstm({ ...sizes, bias: false, recurrentBias: true })).toThrow(
      'In lstm: recurrentBias: true',
    );
  });

  it('refuses sizes that are no sizes', () => {
    expect(() => lstm({ inputSize: 0, hiddenSize: 4 })).toThrow(
      'In lstm: The options give the input the shape [0]',
    );
    expect(() => lstm({ ...sizes, projectionSize: -1 })).toThrow(ArgumentError);
  });
});
