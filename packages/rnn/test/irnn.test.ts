import { describe, expect, it } from 'vitest';
import { irnn } from '../src/index.js';

describe('irnn', () => {
  const cell = irnn({ inputSize: 400, hiddenSize: 3 });
  const startOf = (name: string, { params } = cell): number[] => [
    ...params[name]!.initial(params[name]!.shape, 1),
  ];

  it('starts by keeping its state, and hardly looks at its input', () => {
    expect(startOf('wh')).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
    expect(startOf('b')).toEqual([0, 0, 0]);
    const wx = startOf('wx');
    const deviation = Math.sqrt(wx.reduce((sum, w) => sum + w * w, 0) / wx.length);
    // four deviations of what 1200 numbers say of theirs: 4 / √(2 · 1200)
    expect(Math.abs(deviation / 0.001 - 1)).toBeLessThan(0.082);
  });

  it('scales the identity where asked to', () => {
    expect(startOf('wh', irnn({ inputSize: 1, hiddenSize: 2, scale: 0.5 }))).toEqual([0.5, 0, 0, 0.5]);
  });

  it('is a simple recurrent cell with relu, as files say it', () => {
    const { kind, options } = irnn({ inputSize: 1, hiddenSize: 2, clip: 3, bias: false });
    expect(kind).toBe('rnn');
    expect(options).toMatchObject({ activation: 'relu', clip: 3, bias: false });
  });
});
