import { describe, expect, it } from 'vitest';
import {
  ArgumentError,
  evaluate,
  fill,
  ShapeError,
  tensor,
  trace,
  type Numbers,
  type Program,
  type Shape,
} from '@sluice/math';
import { adagrad, adam, adamw, cosine, rmsprop, sgd, type Optimizer } from '../src/index.js';
import { biasCorrection } from '../src/bias-correction.js';
import { optimizers } from './every-optimizer.js';
import { updateProgram } from './update-program.js';
import { difference, filled, scalarStep } from './golden.js';
import { atSteps } from './scalar.js';

/** The parameter after each of some gradients, starting from 1. */
function descend(optimizer: Optimizer, gradients: readonly number[]): number[] {
  const program = updateProgram(optimizer, []);
  let [parameter, ...slots] = [
    filled([], 1),
    ...Object.values(optimizer.slots([])).map(({ initial }) => filled([], initial)),
  ] as [Numbers, ...Numbers[]];
  return gradients.map((gradient, i) => {
    const inputs = [parameter, filled([], gradient), scalarStep(i + 1), ...slots];
    [parameter, ...slots] = evaluate(program, inputs, { precision: 'f64' }) as [Numbers, ...Numbers[]];
    return parameter.data[0]!;
  });
}

const expectDescent = (
  optimizer: Optimizer,
  gradients: readonly number[],
  expected: readonly number[],
): void => {
  expect(difference(descend(optimizer, gradients), expected)).toBeLessThan(1e-12);
};

describe('optimizers by hand', () => {
  it('sgd', () => {
    // 1 − 0.5 · 1 = 0.5;  0.5 − 0.5 · (−2) = 1.5
    expectDescent(sgd({ learningRate: 0.5 }), [1, -2], [0.5, 1.5]);
    // g = 1 + 0.2 · 1 = 1.2, 1 − 0.5 · 1.2 = 0.4;  g = 0.2 · 0.4 = 0.08, 0.4 − 0.04 = 0.36
    expectDescent(sgd({ learningRate: 0.5, weightDecay: 0.2 }), [1, 0], [0.4, 0.36]);
  });

  it('sgd with momentum', () => {
    // u = 1, then 0.5 · 1 + 1 = 1.5:  1 − 0.1 · 1 = 0.9, 0.9 − 0.1 · 1.5 = 0.75
    expectDescent(sgd({ learningRate: 0.1, momentum: 0.5 }), [1, 1], [0.9, 0.75]);
    // the first gradient is not dampened: u = 1, then 0.5 · 1 + 0.2 · 1 = 0.7
    expectDescent(sgd({ learningRate: 0.1, momentum: 0.5, dampening: 0.8 }), [1, 1], [0.9, 0.83]);
    // 1 + 0.5 · 1 = 1.5, then 1 + 0.5 · 1.5 = 1.75
    expectDescent(sgd({ learningRate: 0.1, momentum: 0.5, nesterov: true }), [1, 1], [0.85, 0.675]);
  });

  it('adam', () => {
    // with corrected averages the first update is the learning rate, whatever the gradient: m̂ = g, √v̂ = |g|
    expectDescent(adam({ learningRate: 0.1, epsilon: 0 }), [1e-4], [0.9]);
    // m = 0.5 · 0.5 · 2 = 0.5 of 0.75, v = 0.75 · 0.25 · 4 = 0.75 of 0.4375:  0.9 − 0.1 · (0.5 / 0.75) / √(0.75 / 0.4375)
    expectDescent(
      adam({ learningRate: 0.1, betas: [0.5, 0.75], epsilon: 0 }),
      [2, 0],
      [0.9, 0.9 - (0.1 * (0.5 / 0.75)) / Math.sqrt(0.75 / 0.4375)],
    );
    // amsgrad divides by the first, larger v = 1
    expectDescent(
      adam({ learningRate: 0.1, betas: [0.5, 0.75], epsilon: 0, amsgrad: true }),
      [2, 0],
      [0.9, 0.9 - (0.1 * (0.5 / 0.75)) / Math.sqrt(1 / 0.4375)],
    );
  });

  it('adam without averages', () => {
    expectDescent(adam({ learningRate: 0.1, betas: [0, 0], epsilon: 0 }), [3, -5], [0.9, 1]);
  });

  it('adamw', () => {
    // 1 · (1 − 0.1 · 0.5) = 0.95, less 0.1
    expectDescent(adamw({ learningRate: 0.1, weightDecay: 0.5, epsilon: 0 }), [7], [0.85]);
  });

  it('rmsprop', () => {
    // v = 0.25 · 16 = 4:  1 − 0.1 · 4 / 2 = 0.8;  v = 0.75 · 4 + 0.25 · 4 = 4:  0.8 − 0.1 · 2 / 2 = 0.7
    expectDescent(rmsprop({ learningRate: 0.1, alpha: 0.75, epsilon: 0 }), [4, 2], [0.8, 0.7]);
    // a = 1, v − a² = 3
    const centered = rmsprop({ learningRate: 0.1, alpha: 0.75, epsilon: 0, centered: true });
    expectDescent(centered, [4], [1 - 0.4 / Math.sqrt(3)]);
  });

  it('centered rmsprop under a gradient that stays the same, where the variance is rounded to 0 and below', () => {
    const rates = descend(
      rmsprop({ learningRate: 1e-12, alpha: 0.5, centered: true }),
      new Array<number>(200).fill(0.1),
    );
    expect(rates.every(Number.isFinite)).toBe(true);
  });

  it('adagrad', () => {
    // s = 5 + 4 = 9:  1 − 0.3 · 2 / 3 = 0.8;  s = 9 + 16 = 25, rate 0.3 / 1.5:  0.8 − 0.2 · 4 / 5 = 0.64
    const options = { learningRate: 0.3, initialAccumulatorValue: 5, learningRateDecay: 0.5, epsilon: 0 };
    expectDescent(adagrad(options), [2, 4], [0.8, 0.64]);
  });

  it('follow a schedule', () => {
    // half a cosine over two updates: 0.4, 0.2, 0
    expectDescent(sgd({ learningRate: cosine(0.4, { period: 2 }) }), [1, 1, 1], [0.6, 0.4, 0.4]);
  });
});

describe('biasCorrection', () => {
  it.each([0, 0.5, 0.9, 0.99, 0.999, 0.9999])('of β = %s keeps its digits in single precision', (beta) => {
    const steps = [1, 2, 3, 5, 10, 100, 1000, 10_000, 1_000_000];
    const expected = steps.map((t) => -Math.expm1(t * Math.log(beta)));
    const actual = atSteps((step) => biasCorrection(beta, step), steps, 'f32');
    actual.forEach((value, i) => expect(Math.abs(value / expected[i]! - 1)).toBeLessThan(5e-7));
  });
});

describe('every optimizer', () => {
  it.each(Object.entries(optimizers))('%s gives slots and parameters their shapes back', (_, optimizer) => {
    for (const shape of [[], [3], [2, 3, 4], [0, 2]]) {
      const { outputs } = updateProgram(optimizer, shape);
      const slots = Object.values(optimizer.slots(shape));
      expect(outputs.map((output) => output.shape)).toEqual([shape, ...slots.map((slot) => slot.shape)]);
    }
  });

  it.each(Object.entries(optimizers))('%s moves each element by itself', (_, optimizer) => {
    const numbers = [0.5, -1, 2, -0.25];
    const slots = Object.values(optimizer.slots([4]));
    const inputs = (values: readonly number[], shape: Shape): Numbers[] => [
      tensor(values, shape),
      tensor(
        values.map((value) => value / 3 + 1),
        shape,
      ),
      scalarStep(3),
      ...slots.map((_, i) =>
        tensor(
          values.map((value) => (value + i) ** 2),
          shape,
        ),
      ),
    ];
    const whole = evaluate(updateProgram(optimizer, [4]), inputs(numbers, [4]));
    const single = updateProgram(optimizer, []);
    numbers.forEach((value, i) => {
      const outputs = evaluate(single, inputs([value], []));
      expect(outputs.map(({ data }) => data[0])).toEqual(whole.map(({ data }) => data[i]));
    });
  });

  it.each(Object.entries(optimizers))('%s refuses a gradient of another shape', (_, optimizer) => {
    const update = (): Program =>
      trace(
        (parameter) => {
          const slots = Object.entries(optimizer.slots([2, 3])).map(([name, { shape }]) => [
            name,
            fill(shape, 0),
          ]);
          const context = { gradient: fill([3], 1), step: fill([], 1, 'i32'), learningRate: fill([], 1) };
          const named = Object.fromEntries(slots) as Parameters<Optimizer['update']>[0]['slots'];
          return [optimizer.update({ parameter, slots: named, ...context }).parameter];
        },
        [{ shape: [2, 3], dtype: 'f32' }],
      );
    expect(update).toThrow("update: the gradient must have its parameter's shape [2, 3], but has [3].");
    expect(update).toThrow(ShapeError);
  });

  it.each(Object.entries(optimizers))('%s describes itself as plain data', (_, { kind, options }) => {
    expect(JSON.parse(JSON.stringify(options))).toEqual(options);
    expect(kind).toMatch(/^[a-z]+$/);
  });

  it("has PyTorch's defaults", () => {
    expect(
      [sgd(), adam(), adamw(), rmsprop(), adagrad()].map(({ kind, options }) => ({ kind, ...options })),
    ).toEqual([
      { kind: 'sgd', learningRate: 1e-3, momentum: 0, dampening: 0, weightDecay: 0, nesterov: false },
      {
        kind: 'adam',
        learningRate: 1e-3,
        betas: [0.9, 0.999],
        epsilon: 1e-8,
        weightDecay: 0,
        amsgrad: false,
      },
      {
        kind: 'adamw',
        learningRate: 1e-3,
        betas: [0.9, 0.999],
        epsilon: 1e-8,
        weightDecay: 1e-2,
        amsgrad: false,
      },
      {
        kind: 'rmsprop',
        learningRate: 1e-2,
        alpha: 0.99,
        epsilon: 1e-8,
        momentum: 0,
        centered: false,
        weightDecay: 0,
      },
      {
        kind: 'adagrad',
        learningRate: 1e-2,
        learningRateDecay: 0,
        initialAccumulatorValue: 0,
        epsilon: 1e-10,
        weightDecay: 0,
      },
    ]);
  });

  it.each([
    [
      'sgd',
      () => sgd({ learningRate: -1 }),
      'sgd: learningRate must be a finite number at least 0, but got -1.',
    ],
    ['sgd', () => sgd({ momentum: NaN }), 'sgd: momentum must be a finite number at least 0, but got NaN.'],
    [
      'sgd',
      () => sgd({ nesterov: true }),
      'sgd: nesterov needs a momentum greater than 0 and a dampening of 0',
    ],
    [
      'sgd',
      () => sgd({ nesterov: true, momentum: 0.9, dampening: 0.1 }),
      'but got momentum 0.9 and dampening 0.1.',
    ],
    [
      'adam',
      () => adam({ betas: [0.9, 1] }),
      'adam: betas[1] must be a finite number at least 0 and less than 1, but got 1.',
    ],
    ['adamw', () => adamw({ betas: [-0.1, 0.9] }), 'In adamw: adam: betas[0] must be'],
    ['adamw', () => adamw({ weightDecay: -1 }), 'adamw: weightDecay must be a finite number at least 0'],
    [
      'rmsprop',
      () => rmsprop({ alpha: 1.5 }),
      'rmsprop: alpha must be a finite number at least 0 and less than 1',
    ],
    ['adagrad', () => adagrad({ epsilon: -1e-10 }), 'adagrad: epsilon must be a finite number at least 0'],
  ])('%s refuses options out of range (%#)', (_, make, message) => {
    expect(make).toThrow(message);
    expect(make).toThrow(ArgumentError);
  });
});
