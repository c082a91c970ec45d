import {
  evaluate,
  trace,
  valueAndGrad,
  type Numbers,
  type Program,
  type Value,
  type Values,
} from '@sluice/math';
import { compileSync } from '@sluice/wasm';
import { prefixed, under } from '../names.js';
import type { NamedNumbers } from './numbers.js';

/** A way to run programs. */
export interface Backend {
  readonly name: string;
  run(program: Program, inputs: readonly Numbers[]): readonly Numbers[];
}

/** The reference evaluator in single precision, as every other backend computes. */
export const reference: Backend = { name: 'reference', run: (program, inputs) => evaluate(program, inputs) };

/** The reference evaluator in double precision, in which two ways to the same number differ by next to nothing. */
export const double: Backend = {
  name: 'reference in f64',
  run: (program, inputs) => evaluate(program, inputs, { precision: 'f64' }),
};

/** The compiler. */
export const compiled: Backend = {
  name: 'wasm',
  run(program, inputs) {
    const executable = compileSync(program);
    inputs.forEach(({ data }, i) => executable.write(i, data));
    executable.run();
    return executable.outputs;
  },
};

/** Applies a function of named values to named numbers. */
export function compute(
  inputs: NamedNumbers,
  body: (values: Values) => Values,
  backend: Backend = double,
): NamedNumbers {
  const names = Object.keys(inputs);
  let resultNames: string[] = [];
  const program = trace(
    (...values) => {
      const results = body(Object.fromEntries(names.map((name, i) => [name, values[i]!])));
      resultNames = Object.keys(results);
      return Object.values(results);
    },
    names.map((name) => ({ shape: inputs[name]!.shape, dtype: inputs[name]!.dtype })),
  );
  const results = backend.run(
    program,
    names.map((name) => inputs[name]!),
  );
  return Object.fromEntries(resultNames.map((name, i) => [name, results[i]!]));
}

/** A scalar function of named numbers, and its gradient with respect to all that are f32. */
export function computeGradients(
  inputs: NamedNumbers,
  loss: (values: Values) => Value,
  backend: Backend = double,
): { readonly value: number; readonly gradients: NamedNumbers } {
  const results = compute(
    inputs,
    (values) => {
      const entries = Object.entries(values);
      const integers = Object.fromEntries(entries.filter(([, { dtype }]) => dtype === 'i32'));
      const floats = Object.fromEntries(entries.filter(([, { dtype }]) => dtype === 'f32'));
      const result = valueAndGrad((params: Values) => loss({ ...integers, ...params }))(floats);
      return { value: result.value, ...prefixed('gradient', result.gradients) };
    },
    backend,
  );
  return { value: results['value']!.data[0]!, gradients: under('gradient', results) };
}
