import { IndexError, ShapeError, type Numbers } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import {
  compiled,
  compute,
  computeGradients,
  reference,
  type Backend,
} from '../../cell/src/testing/compute.js';
import { f32, i32, plain } from '../../cell/test/numbers.js';
import { binaryCrossEntropy, crossEntropy, meanSquaredError, type Loss } from '../src/index.js';

const run = (
  loss: Loss,
  inputs: { output: Numbers; target: Numbers; mask?: Numbers },
  backend?: Backend,
): number =>
  compute(
    inputs,
    ({ output, target, mask }) => ({ loss: loss.compute({ output: output!, target: target!, mask }) }),
    backend,
  )['loss']!.data[0]!;

const gradient = (loss: Loss, inputs: { output: Numbers; target: Numbers; mask?: Numbers }): number[] => {
  const { target, ...floats } = inputs;
  const named = target.dtype === 'i32' ? inputs : { ...floats, target };
  return plain(
    computeGradients(named, (values) =>
      loss.compute({ output: values['output']!, target: values['target']!, mask: values['mask'] }),
    ).gradients['output']!,
  );
};

describe('crossEntropy', () => {
  const loss = crossEntropy();
  // p = (1, 2, 1) / 4 and (1, 1, 2) / 4
  const output = f32([2, 1, 3], 0, Math.log(2), 0, 0, 0, Math.log(2));

  it('is the mean of −log p(target)', () => {
    // −log ½ and −log ¼
    expect(run(loss, { output, target: i32([2, 1], 1, 0) })).toBeCloseTo((Math.log(2) + Math.log(4)) / 2, 12);
  });

  it('has the gradient (p − target) / positions', () => {
    expect(gradient(loss, { output, target: i32([2, 1], 1, 0) })).toEqual([
      0.125, -0.25, 0.125, -0.375, 0.125, 0.25,
    ]);
  });

  it('takes one target for each row of a many-to-one output', () => {
    const classes = f32([2, 3], 0, Math.log(2), 0, 0, 0, Math.log(2));
    expect(run(loss, { output: classes, target: i32([2], 2, 2) })).toBeCloseTo(
      (Math.log(4) + Math.log(2)) / 2,
      12,
    );
  });

  it('counts what the mask says, whatever stands in the other positions', () => {
    const inputs = { output, target: i32([2, 1], 1, -1), mask: f32([2, 1], 1, 0) };
    expect(run(loss, inputs)).toBeCloseTo(Math.log(2), 12);
    expect(gradient(loss, inputs)).toEqual([0.25, -0.5, 0.25, 0, 0, 0]);
  });

  it('is 0 where nothing counts', () => {
    expect(run(loss, { output, target: i32([2, 1], 5, -1), mask: f32([2, 1], 0, 0) })).toBe(0);
  });

  it('does not overflow', () => {
    const large = f32([1, 2], 1000, -1000);
    expect(run(loss, { output: large, target: i32([1], 0) })).toBe(0);
    expect(run(loss, { output: large, target: i32([1], 1) })).toBe(2000);
  });

  it('keeps its digits, however large the scores are', () => {
    const large = f32([2, 2], 1e8, 1e8, -1e8, -1e8);
    const inputs = { output: large, target: i32([2], 0, 1) };
    expect(run(loss, inputs, reference)).toBe(Math.fround(Math.LN2));
    expect(run(loss, inputs, compiled)).toBeCloseTo(Math.LN2, 6);
  });

  it('takes scores that rule a class out', () => {
    const ruledOut = f32([1, 3], -Infinity, 0, 0);
    expect(run(loss, { output: ruledOut, target: i32([1], 1) })).toBeCloseTo(Math.log(2), 12);
    expect(gradient(loss, { output: ruledOut, target: i32([1], 1) })).toEqual([0, -0.5, 0.5]);
  });

  it.each([-1, 3])('refuses class %i of 3', (target) => {
    expect(() => run(loss, { output, target: i32([2, 1], 0, target) })).toThrow(IndexError);
    expect(() => run(loss, { output, target: i32([2, 1], 0, target) })).toThrow(
      `index ${target} is outside of 0 to 2`,
    );
  });

  it('refuses targets and masks that do not fit, with both shapes', () => {
    expect(() => run(loss, { output, target: i32([1, 2], 0, 0) })).toThrow(ShapeError);
    expect(() => run(loss, { output, target: i32([1, 2], 0, 0) })).toThrow(
      'crossEntropy: for an output of shape [2, 1, 3] the target must be i32[2, 1], but is i32[1, 2].',
    );
    expect(() => run(loss, { output, target: f32([2, 1], 0, 0) })).toThrow('but is f32[2, 1].');
    expect(() => run(loss, { output, target: i32([2, 1], 0, 0), mask: f32([2], 1, 1) })).toThrow(
      'crossEntropy: the mask must be f32[2, 1], but is f32[2].',
    );
  });
});

describe('meanSquaredError', () => {
  const loss = meanSquaredError();
  const output = f32([2, 1, 2], 1, 2, 3, 4);
  const target = f32([2, 1, 2], 0, 0, 3, 2);

  it('is the mean of the squares', () => {
    // (1 + 4 + 0 + 4) / 4
    expect(run(loss, { output, target })).toBe(2.25);
    expect(gradient(loss, { output, target })).toEqual([0.5, 1, 0, 1]);
  });

  it('counts the positions that the mask says', () => {
    expect(run(loss, { output, target, mask: f32([2, 1], 0, 1) })).toBe(2);
  });

  it('does not look at what stands in the other positions', () => {
    const padded = { output, target: f32([2, 1, 2], 3e38, -3e38, 3, 2), mask: f32([2, 1], 0, 1) };
    expect(run(loss, padded, reference)).toBe(2);
    expect(run(loss, padded, compiled)).toBe(2);
    expect(gradient(loss, padded)).toEqual([0, 0, 0, 2]);
  });

  it('refuses a mask that does not say which positions', () => {
    expect(() => run(loss, { output, target, mask: f32([1, 2], 0, 1) })).toThrow(
      'meanSquaredError: the mask must be f32[2, 1], but is f32[1, 2].',
    );
  });

  it('refuses a target of another shape', () => {
    expect(() => run(loss, { output, target: f32([2, 2], 0, 0, 0, 0) })).toThrow(
      'the target must be f32[2, 1, 2]',
    );
  });
});

describe('binaryCrossEntropy', () => {
  const loss = binaryCrossEntropy();

  it('is the mean of −log of the probability of what is true', () => {
    // σ(log 3) = ¾: −log ¾ for yes, −log ¼ for no
    const inputs = { output: f32([2, 1], Math.log(3), Math.log(3)), target: f32([2, 1], 1, 0) };
    expect(run(loss, inputs)).toBeCloseTo((Math.log(4 / 3) + Math.log(4)) / 2, 12);
    // σ(y) − t
    expect(gradient(loss, inputs)).toEqual([-0.125, 0.375]);
  });

  it('does not overflow', () => {
    expect(run(loss, { output: f32([2], 1000, -1000), target: f32([2], 1, 0) })).toBe(0);
    expect(run(loss, { output: f32([2], 1000, -1000), target: f32([2], 0, 1) })).toBe(1000);
  });

  it('keeps its digits where the model is sure', () => {
    // log(1 + e⁻¹²) for each
    const sure = { output: f32([2], 12, -12), target: f32([2], 1, 0) };
    const exact = Math.log1p(Math.exp(-12));
    expect(run(loss, sure, reference) / exact).toBeCloseTo(1, 6);
    expect(run(loss, sure, compiled) / exact).toBeCloseTo(1, 6);
  });
});

it.each([
  ['crossEntropy', crossEntropy(), [3, 2, 5], [3, 2], 'i32'],
  ['meanSquaredError', meanSquaredError(), [3, 2, 5], [3, 2, 5], 'f32'],
  ['binaryCrossEntropy', binaryCrossEntropy(), [2, 5], [2, 5], 'f32'],
] as const)('%s says what targets it takes', (kind, loss, output, target, dtype) => {
  expect(loss.kind).toBe(kind);
  expect(loss.targetShape(output)).toEqual(target);
  expect(loss.targetDType).toBe(dtype);
});
