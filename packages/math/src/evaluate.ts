import { ArgumentError, ShapeError } from './errors.js';
import { operations, type Attributes, type Op } from './operations/index.js';
import type { Evaluator, Numbers, Rule } from './operations/rule.js';
import type { Program, Spec } from './program.js';
import { formatShape, sameShape, sizeOf, type Shape } from './shape.js';
import type { DType } from './tensor.js';

/** How the reference evaluator computes. */
export interface EvaluateOptions {
  /** Round every f32 value to single precision, or compute all of it in double. */
  readonly precision?: 'f32' | 'f64';
}

/**
 * The reference evaluator: runs a program one operation after the other in plain TypeScript. It is slow and obvious, and
 * every compiled kernel is tested against it.
 *
 * @param inputs - numbers for each input of the program; in double precision `data` may be a `Float64Array`.
 * @returns the outputs; in double precision their f32 values come as `Float64Array`.
 * @throws ShapeError when an input does not have the shape and dtype that the program was traced with.
 */
export function evaluate(
  program: Program,
  inputs: readonly Numbers[],
  { precision = 'f32' }: EvaluateOptions = {},
): Numbers[] {
  checkInputs(program.inputs, inputs);
  const evaluator: Evaluator = {
    allocate: (shape: Shape, dtype: DType) => ({
      shape,
      dtype,
      data: allocateData(sizeOf(shape), dtype, precision),
    }),
    run: (nested, values) => run(nested, values, evaluator),
  };
  return run(
    program,
    inputs.map((input) => convertTo(input, precision)),
    evaluator,
  );
}

function run(program: Program, inputs: readonly Numbers[], evaluator: Evaluator): Numbers[] {
  const known = new Map<Spec, Numbers>();
  program.inputs.forEach((variable, i) => known.set(variable, inputs[i]!));
  for (const { op, attributes, inputs: read, outputs } of program.equations) {
    const results = evaluateOperation(
      op,
      read.map((variable) => known.get(variable)!),
      attributes,
      evaluator,
    );
    outputs.forEach((variable, i) => known.set(variable, results[i]!));
  }
  return program.outputs.map((variable) => known.get(variable)!);
}

function evaluateOperation<K extends Op>(
  op: K,
  inputs: readonly Numbers[],
  attributes: Attributes[K],
  evaluator: Evaluator,
): Numbers[] {
  return (operations[op] as Pick<Rule<Attributes[K]>, 'evaluate'>).evaluate(inputs, attributes, evaluator);
}

function allocateData(size: number, dtype: DType, precision: 'f32' | 'f64'): Numbers['data'] {
  if (dtype === 'i32') return new Int32Array(size);
  return precision === 'f64' ? new Float64Array(size) : new Float32Array(size);
}

function convertTo(input: Numbers, precision: 'f32' | 'f64'): Numbers {
  if (input.dtype === 'i32') return input;
  const data = allocateData(input.data.length, 'f32', precision);
  data.set(input.data);
  return { ...input, data };
}

/** Throws unless there is one tensor of the right shape and dtype for each of a program's inputs. */
export function checkInputs(expected: readonly Spec[], inputs: readonly Numbers[]): void {
  if (inputs.length !== expected.length) {
    throw new ArgumentError(`The program takes ${expected.length} inputs, but ${inputs.length} came.`);
  }
  expected.forEach(({ shape, dtype }, i) => {
    const input = inputs[i]!;
    if (!sameShape(shape, input.shape) || input.dtype !== dtype || input.data.length !== sizeOf(shape)) {
      throw new ShapeError(
        `Input ${i} of the program is ${dtype}${formatShape(shape)}, ` +
          `but ${input.dtype}${formatShape(input.shape)} with ${input.data.length} elements came.`,
      );
    }
  });
}
