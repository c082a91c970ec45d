import { ArgumentError, IndexError } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { drawNumbers } from '../../cell/src/testing/numbers.js';
import { runStep, runUnrolled } from '../../cell/src/testing/subject.js';
import { f32, i32, plain } from '../../cell/test/numbers.js';
import { dropout, embedding, layerNorm, linear } from '../src/index.js';

describe('embedding', () => {
  const weight = f32([3, 2], 1, 2, 3, 4, 5, 6);

  it('looks rows up', () => {
    const { output } = runStep(embedding(3, 2), { x: i32([3], 2, 0, 2), 'params.weight': weight });
    expect(output!.shape).toEqual([3, 2]);
    expect(plain(output!)).toEqual([5, 6, 1, 2, 5, 6]);
  });

  it.each([-1, 3])('has no row %i', (index) => {
    const look = () => runStep(embedding(3, 2), { x: i32([1], index), 'params.weight': weight });
    expect(look).toThrow(IndexError);
    expect(look).toThrow(`index ${index} is outside of 0 to 2`);
  });

  it('takes indices, not numbers', () => {
    expect(() => runStep(embedding(3, 2), { x: f32([1], 0), 'params.weight': weight })).toThrow(
      'In embedding: step: the input must be i32[batch], but is f32[1].',
    );
  });
});

describe('linear', () => {
  const inputs = { x: f32([1, 2], 1, 2), 'params.w': f32([2, 3], 1, 2, 3, 4, 5, 6) };

  it('multiplies and adds', () => {
    // 1·1 + 2·4, 1·2 + 2·5, 1·3 + 2·6
    expect(plain(runStep(linear(2, 3, { bias: false }), inputs)['output']!)).toEqual([9, 12, 15]);
    const { output } = runStep(linear(2, 3), { ...inputs, 'params.b': f32([3], 10, 20, 30) });
    expect(plain(output!)).toEqual([19, 32, 45]);
  });

  it("starts within PyTorch's bounds by name", () => {
    const { w, b } = linear(25, 400, { initial: 'torch' }).params;
    for (const { shape, initial } of [w!, b!]) {
      const largest = Math.max(...initial(shape, 1).map(Math.abs));
      expect(largest).toBeLessThanOrEqual(Math.fround(0.2));
      expect(largest).toBeGreaterThan(0.19);
    }
  });
});

describe('dropout', () => {
  const ones = f32([2, 1, 10000], ...new Array<number>(20000).fill(1));
  const layer = dropout(0.25);

  it('leaves its input alone outside of training', () => {
    expect(runUnrolled(layer, { x: ones })['output']).toEqual(ones);
  });

  it('drops a share of it in training, and scales the rest', () => {
    const { output } = runUnrolled(layer, { x: ones }, { training: true });
    const values = plain(output!);
    expect(new Set(values)).toEqual(new Set([0, 1.333333333333]));
    // of 20,000 draws 5,000 are dropped, with a standard deviation of √(20,000 · 0.25 · 0.75) = 61
    const dropped = values.filter((value) => value === 0).length;
    expect(Math.abs(dropped - 5000)).toBeLessThan(4 * 61);
    expect(values.slice(0, 10000)).not.toEqual(values.slice(10000));
  });

  it('at a rate of 0 does nothing', () => {
    expect(runUnrolled(dropout(0), { x: ones }, { training: true })['output']).toEqual(ones);
  });

  it.each([-0.1, 1, NaN])('refuses a rate of %d', (rate) => {
    expect(() => dropout(rate)).toThrow(ArgumentError);
    expect(() => dropout(rate)).toThrow(
      `In dropout: The rate must be at least 0 and less than 1, but is ${rate}.`,
    );
  });
});

describe('layerNorm', () => {
  it('gives each row mean 0 and variance 1, then scales and shifts', () => {
    // mean 3, variance (4 + 1 + 0 + 1 + 4) / 5 = 2
    const { output } = runStep(layerNorm(5, { epsilon: 0 }), {
      x: f32([1, 5], 1, 2, 3, 4, 5),
      'params.scale': f32([5], 1, 1, 1, 2, 1),
      'params.shift': f32([5], 0, 0, 5, 0, 0),
    });
    const unit = 1 / Math.sqrt(2);
    [-2 * unit, -unit, 5, 2 * unit, 2 * unit].forEach((value, i) =>
      expect(output!.data[i]).toBeCloseTo(value, 12),
    );
  });

  it('takes a constant row', () => {
    const { output } = runStep(layerNorm(2), {
      x: f32([1, 2], 7, 7),
      'params.scale': f32([2], 3, 3),
      'params.shift': f32([2], 1, 2),
    });
    expect(plain(output!)).toEqual([1, 2]);
  });

  it('starts as the identity behind the normalisation', () => {
    const { scale, shift } = layerNorm(3).params;
    expect([...scale!.initial([3], 1), ...shift!.initial([3], 1)]).toEqual([1, 1, 1, 0, 0, 0]);
  });

  it('does not depend on scale or offset of its input', () => {
    const x = drawNumbers({ shape: [2, 4], dtype: 'f32' }, 1, 0);
    const params = { 'params.scale': f32([4], 1, 2, 3, 4), 'params.shift': f32([4], 0, 0, 0, 0) };
    const layer = layerNorm(4, { epsilon: 0 });
    const moved = { ...x, data: x.data.map((value: number) => 100 * value + 3) };
    const [first, second] = [x, moved].map((input) => runStep(layer, { x: input, ...params })['output']!);
    first!.data.forEach((value: number, i: number) => expect(second!.data[i]).toBeCloseTo(value, 10));
  });
});
