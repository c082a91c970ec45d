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

  it('has the parameters of its form, and knows no other', () => {
    const shapes = (variant: MguVariant): unknown =>
      Object.values(mgu({ inputSize: 3, hiddenSize: 4, variant }).params).map(({ shape }) => shape);
    expect(shapes('mgu')).toEqual([[3, 8], [4, 8], [8]]);
    expect(shapes('mgu3')).toEqual([[3, 4], [4, 4], [8]]);
    expect(() => shapes('toString' as 'mgu')).toThrow(
      "In mgu: variant must be one of mgu, mgu1, mgu2, mgu3, but is 'toString'.",
    );
  });
});
