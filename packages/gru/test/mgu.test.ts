import { describe, expect, it } from 'vitest';
import { runStep } from '../../cell/src/testing/subject.js';
import { f32 } from '../../cell/test/numbers.js';
import { mgu, type MguVariant } from '../src/index.js';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

describe('mgu', () => {
  // x = 2, h = 0.5; the gate's weights are 0.1, 0.5 and 0.3, the candidate's 0.2, 0.6 and −0.1
  it.each<[MguVariant, number[], number[], number[], number]>([
    ['mgu', [0.1, 0.2], [0.5, 0.6], [0.3, -0.1], 0.2 + 0.25 + 0.3],
    ['mgu1', [0.2], [0.5, 0.6], [0.3, -0.1], 0.25 + 0.3],
    ['mgu2', [0.2], [0.5, 0.6], [-0.1], 0.25],
    ['mgu3', [0.2], [0.6], [0.3, -0.1], 0.3],
  ])('follows the equations of %s', (variant, wx, wh, b, sum) => {
    const { output, ...rest } = runStep(mgu({ inputSize: 1, hiddenSize: 1, variant }), {
      x: f32([1, 1], 2),
      'params.wx': f32([1, wx.length], ...wx),
      'params.wh': f32([1, wh.length], ...wh),
      'params.b': f32([b.length], ...b),
      'state.h': f32([1, 1], 0.5),
    });
    const f = sigmoid(sum);
    const candidate = Math.tanh(0.4 + 0.6 * f * 0.5 - 0.1);
    expect(rest['gates.forget']!.data[0]).toBeCloseTo(f, 12);
    expect(output!.data[0]).toBeCloseTo((1 - f) * 0.5 + f * candidate, 12);
  });

  it('bounds and adds up whatever its options say', () => {
    const { output } = runStep(
      mgu({
        inputSize: 1,
        hiddenSize: 1,
        recurrentBias: true,
        clip: 0.7,
        gateActivation: 'hardSigmoid',
        activation: 'linear',
      }),
      {
        x: f32([1, 1], 2),
        'params.wx': f32([1, 2], 0.1, 0.2),
        'params.wh': f32([1, 2], 0.5, 0.6),
        'params.b': f32([2], 0.3, -0.1),
        'params.bh': f32([2], 0.4, 0.2),
        'state.h': f32([1, 1], 0.5),
      },
    );
    const f = 0.2 * 0.7 + 0.5; // of 0.2 + 0.25 + 0.7, bounded
    const candidate = 0.4 + 0.6 * f * 0.5 + 0.1; // 0.692
    expect(output!.data[0]).toBeCloseTo((1 - f) * 0.5 + f * candidate, 12);
  });

  it('normalises each product by itself', () => {
    const [wx, wh] = [
      [0.1, -0.4, 0.2, 0.5],
      [0.5, -0.2, 0.6, 0.3, 0.1, 0.7, -0.3, 0.4],
    ] as const;
    const [sx, sh] = [
      [1, 2, 3, 4],
      [0.5, 1.5, 2, 1],
    ] as const;
    const h = [0.5, -1];
    const { output } = runStep(mgu({ inputSize: 1, hiddenSize: 2, layerNorm: true, bias: false }), {
      x: f32([1, 1], 2),
      'params.wx': f32([1, 4], ...wx),
      'params.wh': f32([2, 4], ...wh),
      'params.sx': f32([4], ...sx),
      'params.sh': f32([4], ...sh),
      'state.h': f32([1, 2], ...h),
    });
    const norm = (row: readonly number[]): number[] => {
      const mean = row.reduce((a, b) => a + b) / row.length;
      const variance = row.reduce((sum, x) => sum + (x - mean) ** 2, 0) / row.length;
      return row.map((x) => (x - mean) / Math.sqrt(variance + 1e-5));
    };
    const product = (row: readonly number[], block: number) =>
      norm([0, 1].map((j) => row[0]! * wh[2 * block + j]! + row[1]! * wh[4 + 2 * block + j]!));
    const projected = norm(wx.map((w) => 2 * w)).map((x, j) => x * sx[j]!);
    const f = product(h, 0).map((u, j) => sigmoid(projected[j]! + u * sh[j]!));
    const reset = h.map((h, j) => f[j]! * h);
    product(reset, 1).forEach((u, j) => {
      const candidate = Math.tanh(projected[2 + j]! + u * sh[2 + j]!);
      expect(output!.data[j]).toBeCloseTo((1 - f[j]!) * h[j]! + f[j]! * candidate, 12);
    });
  });

  it('starts its gate closed where biases are to remember, in every form that has one', () => {
    for (const variant of ['mgu', 'mgu1', 'mgu3'] as const) {
      const { b } = mgu({ inputSize: 1, hiddenSize: 2, variant, initial: { bias: 'unitForget' } }).params;
      expect([...b!.initial(b!.shape, 1)]).toEqual([-1, -1, 0, 0]);
    }
    const { b } = mgu({
      inputSize: 1,
      hiddenSize: 2,
      variant: 'mgu2',
      initial: { bias: 'unitForget' },
    }).params;
    expect([...b!.initial(b!.shape, 1)]).toEqual([0, 0]);
  });

  it('has the parameters of its form, and knows no other', () => {
    const shapes = (variant: MguVariant): unknown =>
      Object.values(mgu({ inputSize: 3, hiddenSize: 4, variant }).params).map(({ shape }) => shape);
    expect(shapes('mgu')).toEqual([[3, 8], [4, 8], [8]]);
    expect(shapes('mgu3')).toEqual([[3, 4], [4, 4], [8]]);
    expect(() => mgu({ inputSize: 3, hiddenSize: 4, variant: 'mgu3', bias: false })).toThrow(
      'In mgu: The gate of mgu3 is nothing but its bias, so it cannot go with bias: false.',
    );
    expect(() => shapes('toString' as 'mgu')).toThrow(
      "In mgu: variant must be one of mgu, mgu1, mgu2, mgu3, but is 'toString'.",
    );
  });
});
