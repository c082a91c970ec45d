import { evaluate, formatShape, type Numbers, type Program, type Tensor } from '@sluice/math';
import { expect } from 'vitest';
import { compileSync, type CompileOptions } from '../../src/index.js';
import { tensorsFor } from './specs.js';

export interface CompiledRun extends CompileOptions {
  readonly inputs?: readonly Numbers[];
}

/** Compiles a program, runs it once, and returns its outputs. */
export function runCompiled(
  program: Program,
  { inputs = tensorsFor(program.inputs), ...options }: CompiledRun = {},
): readonly Tensor[] {
  const executable = compileSync(program, options);
  inputs.forEach(({ data }, i) => executable.write(i, data));
  executable.run();
  return executable.outputs;
}

/** Expects a program to give the same numbers when it is compiled as when it is evaluated. */
export function expectCompiled(program: Program, options: CompiledRun = {}): void {
  const { inputs = tensorsFor(program.inputs) } = options;
  expectEvaluated(runCompiled(program, { ...options, inputs }), program, inputs);
}

/** Part of the largest magnitude that an f32 kernel may err by, even where the reference evaluator in f32 does not. */
const floor = 2e-6;

/** How much further from the truth a kernel may be than the reference evaluator in f32. */
const slack = 24;

/**
 * Expects outputs to be what the evaluator finds in double precision.
 *
 * What is allowed depends on the program: the evaluator's own error in single precision shows how far the program carries
 * a rounding. Kernels add up in another order and without f64, and their functions may be 4 ulp off instead of half of
 * one. Integers, NaN and infinities must be the same.
 */
export function expectEvaluated(
  outputs: readonly Tensor[],
  program: Program,
  inputs: readonly Numbers[],
): void {
  const [exact, single] = (['f64', 'f32'] as const).map((precision) =>
    evaluate(program, inputs, { precision }),
  ) as [Numbers[], Numbers[]];
  exact.forEach((expected, i) => {
    const actual = outputs[i]!;
    expect(actual.dtype + formatShape(actual.shape)).toBe(expected.dtype + formatShape(expected.shape));
    const [scale, error] = magnitudes(expected, single[i]!);
    // A program that rounds so much would let anything pass.
    expect(error, `rounding error of output ${i} for numbers up to ${scale}`).toBeLessThan(1e-3 * scale);
    const tolerance = expected.dtype === 'i32' ? 0 : floor * scale + slack * error;
    expectNear(actual, expected, { tolerance, name: `output ${i}` });
  });
}

/** The largest finite magnitude and the largest difference. */
function magnitudes(expected: Numbers, other: Numbers): [number, number] {
  let [scale, error] = [1, 0];
  expected.data.forEach((value: number, k: number) => {
    if (!Number.isFinite(value)) return;
    scale = Math.max(scale, Math.abs(value));
    error = Math.max(error, Math.abs(value - other.data[k]!));
  });
  return [scale, error];
}

function expectNear(
  actual: Numbers,
  expected: Numbers,
  { tolerance, name }: { tolerance: number; name: string },
): void {
  expected.data.forEach((value: number, k: number) => {
    const got = actual.data[k]!;
    const same = got === value || Object.is(got, value) || Math.abs(got - value) <= tolerance;
    if (!same) expect.fail(`Element ${k} of ${name} is ${got}, but should be ${value} (± ${tolerance}).`);
  });
}
