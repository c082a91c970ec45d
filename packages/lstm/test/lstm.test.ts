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

  it('forgets nothing without a forget gate, but bounds the cell', () => {
    const inputs = {
      x: f32([1, 1], 2),
      'params.wx': f32([1, 3], 0.1, 0.3, 0.4),
      'params.wh': f32([1, 3], 0.5, 0.7, 0.8),
      'params.b': f32([3], 0.1, -0.1, 0.2),
      'state.h': f32([1, 1], 0.5),
      'state.c': f32([1, 1], 2),
    };
    const options = { inputSize: 1, hiddenSize: 1, forgetGate: false } as const;
    const c = 2 + sigmoid(0.2 + 0.25 + 0.1) * Math.tanh(0.6 + 0.35 - 0.1); // 2.438
    const free = runStep(lstm(options), inputs);
    expect(free['state.c']!.data[0]).toBeCloseTo(c, 12);
    expect(Object.keys(free)).not.toContain('gates.forget');
    const bound = runStep(lstm({ ...options, cellClip: 2.25 }), inputs);
    expect(bound['state.c']!.data[0]).toBe(2.25);
    expect(bound['output']!.data[0]).toBeCloseTo(sigmoid(0.8 + 0.4 + 0.2) * Math.tanh(2.25), 12);
  });

  it('normalises both products and the cell', () => {
    const options = { inputSize: 1, hiddenSize: 2, layerNorm: true, bias: false } as const;
    const [wx, wh] = [
      Array.from({ length: 8 }, (_, i) => Math.sin(i)),
      Array.from({ length: 16 }, (_, i) => Math.cos(i)),
    ];
    const [sx, sh] = [
      [1, 2, 3, 4, 5, 6, 7, 8],
      [8, 7, 6, 5, 4, 3, 2, 1],
    ];
    const { output, ...rest } = runStep(lstm(options), {
      x: f32([1, 1], 1),
      'params.wx': f32([1, 8], ...wx),
      'params.wh': f32([2, 8], ...wh),
      'params.sx': f32([8], ...sx),
      'params.sh': f32([8], ...sh),
      'params.sc': f32([2], 0.5, 2),
      'params.bc': f32([2], 0.1, -0.1),
      'state.h': f32([1, 2], 0.5, -0.25),
      'state.c': f32([1, 2], 1, -1),
    });
    const norm = (row: readonly number[]): number[] => {
      const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
      const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length;
      return row.map((value) => (value - mean) / Math.sqrt(variance + 1e-5));
    };
    const product = norm(wh.slice(0, 8).map((value, i) => 0.5 * value - 0.25 * wh[8 + i]!));
    const sums = norm(wx).map((value, i) => value * sx[i]! + product[i]! * sh[i]!);
    const c = [1, -1].map(
      (before, k) => sigmoid(sums[2 + k]!) * before + sigmoid(sums[k]!) * Math.tanh(sums[4 + k]!),
    );
    c.forEach((value, k) => expect(rest['state.c']!.data[k]).toBeCloseTo(value, 12));
    const shown = norm(c).map((value, k) => value * [0.5, 2][k]! + [0.1, -0.1][k]!);
    shown.forEach((value, k) => {
      expect(output!.data[k]).toBeCloseTo(sigmoid(sums[6 + k]!) * Math.tanh(value), 12);
    });
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

  it("starts as Keras' does by name: all gates as one matrix, and a forget bias of 1", () => {
    const { params } = lstm({ inputSize: 30, hiddenSize: 20, initial: 'keras' });
    const [wx, wh, b] = ['wx', 'wh', 'b'].map((name) => params[name]!.initial(params[name]!.shape, 1)) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const bound = Math.sqrt(6 / (30 + 4 * 20));
    expect(Math.max(...wx)).toBeLessThanOrEqual(Math.fround(bound));
    expect(Math.max(...wx)).toBeGreaterThan(0.98 * bound);
    const row = (i: number): Float32Array => wh.subarray(80 * i, 80 * (i + 1));
    for (let i = 0; i < 20; i++) {
      expect(row(i).reduce((sum, x) => sum + x * x, 0)).toBeCloseTo(1, 5);
      expect(row(i).reduce((sum, x, k) => sum + x * row((i + 1) % 20)[k]!, 0)).toBeCloseTo(0, 5);
    }
    expect([0, 1, 2, 3].map((gate) => new Set(b.subarray(20 * gate, 20 * (gate + 1))))).toEqual(
      [0, 1, 0, 0].map((value) => new Set([value])),
    );
  });

  it.each([
    [{}, [-1, 1, 0, 0]],
    [{ coupledGates: true }, [-1, 0, 0]],
    [{ forgetGate: false }, [-1, 0, 0]],
  ])('with %j knows which biases are to remember for long', (options, signs) => {
    const initial = { bias: { name: 'chrono', longest: 101 } } as const;
    const { shape, initial: start } = lstm({ inputSize: 1, hiddenSize: 50, initial, ...options }).params[
      'b'
    ]!;
    const b = start(shape, 1);
    signs.forEach((sign, gate) => {
      const times = Array.from(b.subarray(50 * gate, 50 * (gate + 1)), (bias) => Math.exp(sign * bias));
      const [least, most] = sign === 0 ? [1, 1] : [80, 100.001];
      expect(Math.min(...times)).toBeGreaterThanOrEqual(1);
      expect(Math.max(...times)).toBeGreaterThanOrEqual(least);
      expect(Math.max(...times)).toBeLessThanOrEqual(most);
    });
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
