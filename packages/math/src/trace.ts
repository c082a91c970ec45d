import { SluiceError, TraceError } from './errors.js';
import { operations, type Attributes, type Op } from './operations/index.js';
import type { Rule } from './operations/rule.js';
import { freeVariables, liveEquations, type Equation, type Program, type Spec } from './program.js';
import { Value } from './value.js';

/** A recording in progress. */
export class Trace {
  readonly equations: Equation[] = [];

  constructor(readonly parent: Trace | undefined) {}

  /** Puts another equation in the place of one already recorded; values that read the old one's outputs stay valid. */
  replace(old: Equation, replacement: Equation): void {
    this.equations[this.equations.indexOf(old)] = replacement;
  }
}

let current: Trace | undefined;
const scopes: string[] = [];

/** The innermost trace. */
export function currentTrace(): Trace {
  if (!current)
    throw new TraceError('Values exist only while a function is traced: call this inside of trace(…).');
  return current;
}

const located = new WeakSet<SluiceError>();

/** Names where we are, for the messages of errors thrown inside: `lstm "1"`. */
export function inScope<T>(name: string, run: () => T): T {
  scopes.push(name);
  try {
    return run();
  } catch (error) {
    if (error instanceof SluiceError && !located.has(error)) {
      located.add(error);
      error.message = `In ${scopes.join(' > ')}: ${error.message}`;
    }
    throw error;
  } finally {
    scopes.pop();
  }
}

/** A new value of the innermost trace that no equation of it defines. */
export const placeholder = ({ shape, dtype }: Spec, trace: Trace): Value => new Value(shape, dtype, trace);

/** Records one application of an operation and returns its results. */
export function apply<K extends Op>(op: K, inputs: readonly Value[], attributes: Attributes[K]): Value[] {
  const trace = currentTrace();
  for (const input of inputs) checkVisible(input, trace, op);
  const specs = (operations[op] as Pick<Rule<Attributes[K]>, 'shape'>).shape(inputs, attributes);
  const outputs = specs.map((spec) => placeholder(spec, trace));
  trace.equations.push({
    op,
    attributes,
    inputs,
    outputs,
  } as unknown as Equation);
  return outputs;
}

function checkVisible(value: Value, trace: Trace, use: string): void {
  for (let t: Trace | undefined = trace; t; t = t.parent) if (t === value.trace) return;
  throw new TraceError(
    `${use}: a value is used outside of the function that made it. ` +
      `Return it from the traced function, or carry it through the scan.`,
  );
}

/** A program together with the values of enclosing traces that it reads, which are its first inputs. */
export interface Capture {
  readonly program: Program;
  readonly captured: readonly Value[];
}

/** A finished recording that has not been closed into a program. */
export interface Recording<T> {
  readonly inputs: readonly Value[];
  readonly equations: readonly Equation[];
  readonly result: T;
}

/** Runs `body` on fresh values and records what it does with them. */
export function recordOpen<T>(
  specs: readonly Spec[],
  body: (inputs: Value[], trace: Trace) => T,
): Recording<T> {
  const trace = new Trace(current);
  const inputs = specs.map((spec) => placeholder(spec, trace));
  current = trace;
  try {
    return { inputs, equations: trace.equations, result: body(inputs, trace) };
  } finally {
    current = trace.parent;
  }
}

/** Runs `body` on fresh values and makes a program of what it does with them. */
export function record(specs: readonly Spec[], body: (inputs: Value[]) => readonly Value[]): Capture {
  const { inputs, equations, result } = recordOpen(specs, (values, trace) => {
    const outputs = body(values);
    for (const output of outputs) checkVisible(output, trace, 'return');
    return outputs;
  });
  return close(inputs, equations, result);
}

/** Makes a program of recorded equations: drops what is not needed, and turns free variables into first inputs. */
export function close(
  inputs: readonly Value[],
  recorded: readonly Equation[],
  outputs: readonly Value[],
): Capture {
  const equations = liveEquations(recorded, outputs);
  const own = new Set<Spec>(inputs);
  const captured = freeVariables(equations, outputs).filter((variable) => !own.has(variable)) as Value[];
  return {
    program: { inputs: [...captured, ...inputs], equations, outputs },
    captured,
  };
}

/**
 * Runs a function once on symbolic values and returns what it did as a program.
 *
 * @param body - takes one `Value` per spec and returns the values that the program computes.
 * @param specs - shape and dtype of each input.
 * @throws ShapeError when an operation's operands do not fit, naming the operation and both shapes.
 *
 * @example
 * ```ts
 * import { evaluate, tensor, trace } from '@sluice/math';
 * const program = trace((x) => [x!.square().sum()], [{ shape: [3], dtype: 'f32' }]);
 * const [y] = evaluate(program, [tensor([1, 2, 3])]); // y.data[0] is 14
 * ```
 */
export function trace(body: (...inputs: Value[]) => readonly Value[], specs: readonly Spec[]): Program {
  const { program, captured } = record(specs, (inputs) => body(...inputs));
  if (captured.length > 0) {
    throw new TraceError('trace: the function reads a value of an enclosing trace; pass it as an argument.');
  }
  return program;
}

/** Records a program's equations again in the innermost trace, reading `inputs`. */
export function inline(program: Program, inputs: readonly Value[], known = new Map<Spec, Value>()): Value[] {
  program.inputs.forEach((variable, i) => known.set(variable, inputs[i]!));
  for (const { op, attributes, inputs: read, outputs } of program.equations) {
    const results = apply(
      op,
      read.map((variable) => known.get(variable)!),
      attributes,
    );
    outputs.forEach((variable, i) => known.set(variable, results[i]!));
  }
  return program.outputs.map((variable) => known.get(variable)!);
}
