import { trace, type Value } from '@sluice/math';
import { describe, expect, it } from 'vitest';
import { activate, checkActivation, type Activation, type ActivationName } from '../src/index.js';
import { compiled, compute, computeGradients, double } from '../src/testing/compute.js';
import { f32 } from './numbers.js';

/** The error function by its series, exact to the last digits where |x| is small. */
function erf(x: number): number {
  let [sum, term] = [x, x];
  for (let n = 1; n < 100; n++) {
    term *= -(x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const clamp = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);
const softplus = (x: number): number => Math.log1p(Math.exp(x));

/** Each activation as its paper or its library writes it. */
const formulas: Readonly<Record<Exclude<ActivationName, 'softmax' | 'logSoftmax'>, (x: number) => number>> = {
  linear: (x) => x,
  tanh: Math.tanh,
  sigmoid,
  relu: (x) => Math.max(x, 0),
  relu6: (x) => clamp(x, 0, 6),
  leakyRelu: (x) => (x < 0 ? 0.01 * x : x),
  thresholdedRelu: (x) => (x > 1 ? x : 0),
  hardSigmoid: (x) => clamp(0.2 * x + 0.5, 0, 1),
  hardTanh: (x) => clamp(x, -1, 1),
  hardSilu: (x) => x * clamp(x / 6 + 0.5, 0, 1),
  hardShrink: (x) => (Math.abs(x) > 0.5 ? x : 0),
  softShrink: (x) => (x > 0.5 ? x - 0.5 : x < -0.5 ? x + 0.5 : 0),
  tanhShrink: (x) => x - Math.tanh(x),
  scaledTanh: Math.tanh,
  affine: (x) => x,
  exponential: Math.exp,
  elu: (x) => (x < 0 ? Math.expm1(x) : x),
  celu: (x) => (x < 0 ? Math.expm1(x) : x),
  selu: (x) => 1.0507009873554805 * (x < 0 ? 1.6732632423543772 * Math.expm1(x) : x),
  gelu: (x) => (x / 2) * (1 + erf(x / Math.SQRT2)),
  geluTanh: (x) => (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
  silu: (x) => x * sigmoid(x),
  mish: (x) => x * Math.tanh(softplus(x)),
  softplus,
  softsign: (x) => x / (1 + Math.abs(x)),
  squareplus: (x) => (x + Math.sqrt(x * x + 4)) / 2,
  logSigmoid: (x) => -softplus(-x),
};

const points = [-4, -2.5, -1.3, -0.6, -0.3, -1e-3, 0, 1e-3, 0.2, 0.7, 1.4, 2.6, 4.1, 6.5];
const x = f32([points.length], ...points);
const run = (activation: Activation, backend = double): number[] =>
  Array.from(compute({ x }, ({ x }) => ({ y: activate(x!, activation) }), backend)['y']!.data);

describe.each(Object.entries(formulas))('%s', (name, formula) => {
  const activation = name as ActivationName;
  // Abramowitz and Stegun promise 1.5e-7 for erf
  const close = name === 'gelu' ? 6 : 12;

  it('is what it is elsewhere', () => {
    run(activation).forEach((y, i) => expect(y).toBeCloseTo(formula(points[i]!), close));
  });

  it('is the same when compiled', () => {
    run(activation, compiled).forEach((y, i) => {
      const expected = formula(points[i]!);
      expect(Math.abs(y - expected)).toBeLessThan(2e-6 + 1e-5 * Math.abs(expected));
    });
  });

  it('stays finite, with its gradient, far from zero', () => {
    if (name === 'exponential') return;
    const { value, gradients } = computeGradients({ x: f32([2], -200, 200) }, ({ x }) =>
      activate(x!, activation).sum(),
    );
    expect([value, ...gradients['x']!.data].every(Number.isFinite)).toBe(true);
  });
});

describe('activations with numbers', () => {
  it.each<[Activation, (x: number) => number]>([
    [{ name: 'hardSigmoid', alpha: 1 / 6 }, (x) => clamp(x / 6 + 0.5, 0, 1)],
    [{ name: 'leakyRelu', alpha: 0.3 }, (x) => (x < 0 ? 0.3 * x : x)],
    [{ name: 'thresholdedRelu', alpha: 0.5 }, (x) => (x > 0.5 ? x : 0)],
    [{ name: 'scaledTanh', alpha: 1.7, beta: 0.6 }, (x) => 1.7 * Math.tanh(0.6 * x)],
    [{ name: 'affine', alpha: 2, beta: -1 }, (x) => 2 * x - 1],
    [{ name: 'elu', alpha: 0.5 }, (x) => (x < 0 ? 0.5 * Math.expm1(x) : x)],
    [{ name: 'celu', alpha: 0.5 }, (x) => (x < 0 ? 0.5 * Math.expm1(x / 0.5) : x)],
    [{ name: 'softShrink', lambda: 1 }, (x) => x - clamp(x, -1, 1)],
    [{ name: 'squareplus', b: 1 }, (x) => (x + Math.sqrt(x * x + 1)) / 2],
  ])('%o', (activation, formula) => {
    run(activation).forEach((y, i) => expect(y).toBeCloseTo(formula(points[i]!), 12));
  });
});

describe('softmax', () => {
  const scores = f32([2, 2], 0, Math.log(3), 5, 5);
  const along = (activation: Activation): number[] =>
    Array.from(compute({ scores }, ({ scores }) => ({ y: activate(scores!, activation) }))['y']!.data);

  it('runs along the last axis', () => {
    // e⁰ : e^(log 3) = 1 : 3
    along('softmax').forEach((y, i) => expect(y).toBeCloseTo([0.25, 0.75, 0.5, 0.5][i]!, 12));
    along('logSoftmax').forEach((y, i) => expect(y).toBeCloseTo(Math.log([0.25, 0.75, 0.5, 0.5][i]!), 12));
  });
});

describe('what is no activation', () => {
  const refused = (activation: unknown): string => {
    try {
      checkActivation(activation as Activation);
    } catch (error) {
      return (error as Error).message;
    }
    return 'nothing';
  };

  it('is refused, and named', () => {
    expect(refused('toString')).toMatch(
      /^There is no activation 'toString'; there are linear, tanh, sigmoid/,
    );
    expect(refused({ name: 'hardSigmoid', gamma: 1 })).toBe(
      "The activation 'hardSigmoid' takes finite numbers for alpha and beta, but was given gamma: 1.",
    );
    expect(refused({ name: 'elu', alpha: NaN })).toBe(
      "The activation 'elu' takes finite numbers for alpha, but was given alpha: NaN.",
    );
    expect(refused({ name: 'tanh', alpha: 1 })).toBe(
      "The activation 'tanh' takes no numbers, but was given alpha: 1.",
    );
  });

  it('is refused when it is applied', () => {
    const apply = (value: Value): Value[] => [activate(value, 'swoosh' as 'silu')];
    expect(() => trace((value) => apply(value), [{ shape: [1], dtype: 'f32' }])).toThrow("'swoosh'");
  });
});
