import { describe, expect, it } from 'vitest';
import { ArgumentError, evaluate, tensor, trace, type Tensor, type Values } from '@sluice/math';
import { clipByGlobalNorm, clipByValue, type ClipOptions } from '../src/index.js';
import { difference } from './golden.js';

const clip = (f: (gradients: Values) => Values, gradients: readonly Tensor<'f32'>[]): number[][] => {
  const program = trace(
    (...values) => Object.values(f(Object.fromEntries(values.map((value, i) => [`g${i}`, value])))),
    gradients,
  );
  return evaluate(program, gradients, { precision: 'f64' }).map(({ data }) => [...data]);
};
const clipNorm = (gradients: readonly Tensor<'f32'>[], maxNorm: number, options?: ClipOptions): number[][] =>
  clip((values) => {
    const { gradients, norm } = clipByGlobalNorm(values, maxNorm, options);
    return { norm, ...gradients };
  }, gradients);

describe('clipByGlobalNorm', () => {
  it('counts all gradients in one norm', () => {
    // norm 5, factor 1 / (5 + 1e-6)
    const [norm, x, w] = clipNorm([tensor([3]), tensor([0, -4], [2, 1])], 1);
    expect(norm).toEqual([5]);
    expect(difference([...x!, ...w!], [3 / 5.000001, 0, -4 / 5.000001])).toBeLessThan(1e-15);
  });

  it('leaves gradients alone that are short enough', () => {
    expect(clipNorm([tensor([3]), tensor([-4])], 6)).toEqual([[5], [3], [-4]]);
    expect(clipNorm([tensor([0]), tensor([0])], 1)).toEqual([[0], [0], [0]]);
    expect(clipNorm([tensor([3]), tensor([-4])], Infinity)).toEqual([[5], [3], [-4]]);
  });

  it('takes any p greater than 0, and zeros with it', () => {
    // (2³ + 3³ + 4³)^(1/3) = 99^(1/3);  (√1 + √4)² = 9
    expect(
      difference(clipNorm([tensor([2, 0, -3]), tensor([4])], 100, { normType: 3 })[0]!, [99 ** (1 / 3)]),
    ).toBeLessThan(1e-14);
    expect(difference(clipNorm([tensor([1, 0, -4])], 100, { normType: 0.5 })[0]!, [9])).toBeLessThan(1e-14);
    expect(clipNorm([tensor([0, 0])], 1, { normType: 3 })).toEqual([[0], [0, 0]]);
  });

  it('takes the largest magnitude for inf', () => {
    for (const normType of ['inf', Infinity] as const) {
      const [norm, x] = clipNorm([tensor([1, -8]), tensor([2])], 4, { normType });
      expect(norm).toEqual([8]);
      expect(difference(x!, [4 / 8.000001, -32 / 8.000001])).toBeLessThan(1e-15);
    }
  });

  it('hands a NaN on to all gradients, so that nobody trains on it unseen', () => {
    for (const normType of [1, 2, 3, 'inf'] as const) {
      const results = clipNorm([tensor([NaN, 1]), tensor([2])], 1, { normType });
      expect(results.flat()).toEqual([NaN, NaN, NaN, NaN]);
    }
  });

  it('finds a norm of 0 where there are no gradients', () => {
    const program = trace(() => [clipByGlobalNorm({}, 1).norm], []);
    expect(evaluate(program, [])[0]!.data[0]).toBe(0);
  });

  it.each([
    [0, undefined, 'clipByGlobalNorm: maxNorm must be greater than 0, but got 0.'],
    [NaN, undefined, 'maxNorm must be greater than 0, but got NaN.'],
    [1, { normType: 0 }, 'clipByGlobalNorm: normType must be greater than 0, but got 0.'],
    [1, { normType: -1 }, 'normType must be greater than 0, but got -1.'],
  ])('refuses maxNorm %s with %j', (maxNorm, options, message) => {
    expect(() => clipByGlobalNorm({}, maxNorm, options)).toThrow(message);
    expect(() => clipByGlobalNorm({}, maxNorm, options)).toThrow(ArgumentError);
  });
});

describe('clipByValue', () => {
  it('cuts each element', () => {
    const results = clip(
      (values) => clipByValue(values, 1.5),
      [tensor([-3, -1.5, 0, 1, 2]), tensor([NaN, Infinity])],
    );
    expect(results).toEqual([
      [-1.5, -1.5, 0, 1, 1.5],
      [NaN, 1.5],
    ]);
  });

  it('refuses a limit of 0', () => {
    expect(() => clipByValue({}, 0)).toThrow('clipByValue: limit must be greater than 0, but got 0.');
  });
});
