import { expect, test } from 'vitest';
import { exp, sigmoid, tanh, softplus, log, type VectorFunction } from '../../src/vector/index.js';
import { compile } from './compile.js';

const math = { relaxed: false };
const inputs = Float32Array.from({ length: 256 }, (_, i) => (i - 128) / 16);

test('functions in one loop reuse locals without disturbing those that are live', () => {
  // x · σ(x) + tanh(log(softplus(exp(−x²))))
  const fused: VectorFunction = (f) => {
    const x = f.local('v128');
    f.set(x);
    f.get(x);
    sigmoid(f, math);
    f.f32x4.mul(x);
    f.f32x4.mul(x, x);
    f.f32x4.neg();
    for (const emit of [exp, softplus, log, tanh]) emit(f, math);
    f.f32x4.add();
    f.release(x);
  };
  const apply = (emit: VectorFunction, values: Float32Array) => compile(emit, math)(values).slice();
  const gate = apply(sigmoid, inputs);
  const bump = [exp, softplus, log, tanh].reduce(
    (values, emit) => apply(emit, values),
    inputs.map((x) => -Math.fround(x * x)),
  );
  const expected = inputs.map((x, i) => Math.fround(x * gate[i]!) + bump[i]!);
  expect(apply(fused, inputs)).toEqual(expected);
});
