import { ArgumentError } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { runStep } from '../../cell/src/testing/subject.js';
import { f32 } from '../../cell/test/numbers.js';
import { rnn } from '../src/index.js';

const sizes = { inputSize: 3, hiddenSize: 4 };

describe('rnn', () => {
  const inputs = {
    x: f32([1, 1], 2),
    'params.wx': f32([1, 2], 0.3, -0.5),
    'params.wh': f32([2, 2], 0.1, 0.2, 0.3, 0.4),
    'params.b': f32([2], 0.1, 0.05),
    'state.h': f32([1, 2], 0.5, -1),
  };
  // 2·0.3 + (0.5·0.1 − 1·0.3) + 0.1 = 0.45; 2·(−0.5) + (0.5·0.2 − 1·0.4) + 0.05 = −1.25

  it('bounds its state by tanh', () => {
    const { output, 'state.h': h } = runStep(rnn({ inputSize: 1, hiddenSize: 2 }), inputs);
    expect([...output!.data]).toEqual([
      expect.closeTo(Math.tanh(0.45), 12),
      expect.closeTo(Math.tanh(-1.25), 12),
    ]);
    expect(h).toEqual(output);
  });

  it('or cuts it off by relu', () => {
    const { output } = runStep(rnn({ inputSize: 1, hiddenSize: 2, activation: 'relu' }), inputs);
    expect([...output!.data]).toEqual([expect.closeTo(0.45, 12), 0]);
  });

  it.each([
    [{}, { wx: [3, 4], wh: [4, 4], b: [4] }],
    [{ bias: false }, { wx: [3, 4], wh: [4, 4] }],
    [{ recurrentBias: true }, { wx: [3, 4], wh: [4, 4], b: [4], bh: [4] }],
  ])('with %j has the parameters %j', (options, shapes) => {
    const { params } = rnn({ ...sizes, ...options });
    expect(Object.fromEntries(Object.entries(params).map(([name, { shape }]) => [name, shape]))).toEqual(
      shapes,
    );
  });

  it('refuses a second bias without a first, and an activation that it does not know', () => {
    expect(() => rnn({ ...sizes, bias: false, recurrentBias: true })).toThrow(ArgumentError);
    expect(() => rnn({ ...sizes, activation: 'swoosh' as 'relu' })).toThrow(
      "In rnn: There is no activation 'swoosh'; there are linear, tanh,",
    );
  });
});
