import { expect } from 'vitest';
import {
  evaluate,
  trace,
  valueAndGrad,
  type Numbers,
  type Spec,
  type Value,
  type Values,
} from '../src/index.js';
import { numbers } from './numbers.js';

/** A scalar function of values. */
export type Scalar = (values: Value[]) => Value;

/** Compares the gradients of a scalar function with central differences, both in double precision. */
export function checkGradient(f: Scalar, specs: readonly Spec[], seed = 1): void {
  checkGradientAt(
    f,
    specs.map((spec, i) => numbers(spec, seed + i)),
  );
}

/** The same at given numbers; i32 inputs are passed on and not differentiated. */
export function checkGradientAt(f: Scalar, inputs: readonly Numbers[]): void {
  const real = inputs.flatMap(({ dtype }, i) => (dtype === 'f32' ? [i] : []));
  const forward = trace((...values) => [f(values)], inputs);
  const backward = trace((...values) => {
    const named = Object.fromEntries(real.map((i) => [`x${i}`, values[i]!]));
    const loss = (params: Values): Value => f(values.map((value, i) => params[`x${i}`] ?? value));
    const { value, gradients } = valueAndGrad(loss)(named);
    return [value, ...real.map((i) => gradients[`x${i}`]!)];
  }, inputs);
  const [loss, ...gradients] = evaluate(backward, inputs, { precision: 'f64' });
  const lossAt = (): number => evaluate(forward, inputs, { precision: 'f64' })[0]!.data[0]!;
  expect(loss!.data[0]).toBe(lossAt());
  real.forEach((i, k) => {
    const { shape, data } = inputs[i]!;
    expect(gradients[k]!.shape).toEqual(shape);
    expect(gradients[k]!.dtype).toBe('f32');
    data.forEach((before: number, at: number) => {
      const h = 1e-5;
      data[at] = before + h;
      const above = lossAt();
      data[at] = before - h;
      const below = lossAt();
      data[at] = before;
      const difference = (above - below) / (2 * h);
      const error = Math.abs(gradients[k]!.data[at]! - difference);
      expect(error, `input ${i}, element ${at}`).toBeLessThan(5e-7 * Math.max(1, Math.abs(difference)));
    });
  });
}
