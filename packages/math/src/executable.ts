import { evaluate, type EvaluateOptions } from './evaluate.js';
import type { Program, Spec } from './program.js';
import { sizeOf } from './shape.js';
import type { Tensor } from './tensor.js';

/** How a program is made ready to run; every backend takes these. */
export interface ExecutableOptions {
  /**
   * Inputs that keep their value over many runs, by index. What depends on them alone is computed when they are written
   * and not in each run.
   */
  readonly constants?: readonly number[];
  /** After each run, output `output` has become the value of input `input`: parameters that a training step updates. */
  readonly updates?: readonly { readonly input: number; readonly output: number }[];
}

/** What a program takes up, in bytes. */
export interface MemoryUse {
  readonly bytes: number;
}

/**
 * A program with memory of its own, ready to run any number of times. Running allocates nothing.
 *
 * Write the inputs, run, read the outputs. Both are views of the memory that the program computes in: they stay valid for
 * the life of the executable, and the next run overwrites the outputs.
 */
export interface Executable {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  /** All of its memory, where that is known: the reference evaluator takes it as it goes. */
  readonly memory?: MemoryUse | undefined;
  /** Copies numbers into an input. Inputs named in `constants` must be written this way. */
  write(input: number, data: ArrayLike<number>): void;
  /** Computes the outputs; throws an IndexError when a gather's index is out of range. */
  run(): void;
}

/** Makes a program ready to run on the reference evaluator. */
export function interpret(
  program: Program,
  { updates = [], ...evaluateOptions }: ExecutableOptions & EvaluateOptions = {},
): Executable {
  const inputs = program.inputs.map(blank);
  const outputs = program.outputs.map(blank);
  return {
    inputs,
    outputs,
    write: (input, data) => inputs[input]!.data.set(data),
    run() {
      evaluate(program, inputs, evaluateOptions).forEach(({ data }, i) => outputs[i]!.data.set(data));
      for (const { input, output } of updates) inputs[input]!.data.set(outputs[output]!.data);
    },
  };
}

const blank = ({ shape, dtype }: Spec): Tensor =>
  dtype === 'i32'
    ? { shape, dtype, data: new Int32Array(sizeOf(shape)) }
    : { shape, dtype, data: new Float32Array(sizeOf(shape)) };
