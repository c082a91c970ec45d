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

/** A program whose inputs and outputs have names. */
export interface NamedProgram {
  readonly program: Program;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** Traces a function of named values, for numbers of the shapes of these. */
export function traceNamed(numbers: NamedNumbers, body: (values: Values) => Values): NamedProgram {
  const inputs = Object.keys(numbers);
  let outputs: string[] = [];
  const program = trace(
    (...values) => {
      const results = body(Object.fromEntries(inputs.map((name, i) => [name, values[i]!])));
      outputs = Object.keys(results);
      return Object.values(results);
    },
    inputs.map((name) => ({ shape: numbers[name]!.shape, dtype: numbers[name]!.dtype })),
  );
  return { program, inputs, outputs };
}

/** Runs a program on named numbers. */
export function runNamed(
  { program, inputs, outputs }: NamedProgram,
  numbers: NamedNumbers,
  backend: Backend = double,
): NamedNumbers {
  const results = backend.run(
    program,
    inputs.map((name) => numbers[name]!),
  );
  return Object.fromEntries(outputs.map((name, i) => [name, results[i]!]));
}

/** Applies a function of named values to named numbers. */
export const compute = (
  numbers: NamedNumbers,
  body: (values: Values) => Values,
  backend?: Backend,
): NamedNumbers => runNamed(traceNamed(numbers, body), numbers, backend);

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
