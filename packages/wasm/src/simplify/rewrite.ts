import {
  currentTrace,
  record,
  type Attributes,
  type Equation,
  type Op,
  type Program,
  type Value,
  type Variable,
} from '@sluice/math';
import { countReaders } from '../product-terms.js';
import { createCommonEquations } from './common.js';

/** What a rewriting rule knows about the values recorded so far. */
export interface Recorded {
  /** The equation that made a value, if it is recorded in the same program. */
  readonly producer: (value: Value) => Equation | undefined;
  /** How many equations and outputs of the old program read a variable's value. */
  readonly readers: (variable: Variable) => number;
  /** The same for a recorded value, by the variables that it stands for. */
  readonly readersOfValue: (value: Value) => number;
}

/** Returns values that stand in for an equation's results, or undefined where it does not apply. */
export type RewriteRule = (
  op: Op,
  inputs: readonly Value[],
  equation: Equation,
  recorded: Recorded,
) => readonly Value[] | undefined;

export interface Rewritten {
  readonly program: Program;
  /** Whether any rule applied. */
  readonly changed: boolean;
}

/**
 * Records a program anew, inner programs too: each equation as the first rule that applies has it, and equal equations
 * once.
 */
export function rewrite(program: Program, rules: readonly RewriteRule[]): Rewritten {
  let changed = false;
  const note = <T>(result: T | undefined): T | undefined => {
    changed ||= result !== undefined;
    return result;
  };
  const { program: rewritten } = record(program.inputs, (inputs) => {
    const known = new Map<Variable, Value>();
    const counts = countReaders(program);
    const common = createCommonEquations();
    const readers = (variable: Variable): number => counts.get(variable) ?? 0;
    const readersOfValues = new Map<Value, number>();
    const know = (variable: Variable, value: Value): void => {
      known.set(variable, value);
      readersOfValues.set(value, (readersOfValues.get(value) ?? 0) + readers(variable));
    };
    const recorded: Recorded = {
      readers,
      producer: producersOf(currentTrace().equations),
      readersOfValue: (value) => readersOfValues.get(value) ?? 1,
    };
    program.inputs.forEach((variable, i) => know(variable, inputs[i]!));
    for (const equation of program.equations) {
      const { op, outputs } = equation;
      const read = equation.inputs.map((variable) => known.get(variable)!);
      let { attributes }: { attributes: Attributes[Op] } = equation;
      if (op === 'scan') {
        const body = rewrite(equation.attributes.body, rules);
        changed ||= body.changed;
        attributes = { ...equation.attributes, body: body.program };
      }
      let results: readonly Value[] | undefined;
      for (const rule of rules) results ??= note(rule(op, read, equation, recorded));
      results ??= note(common.find(op, read, attributes));
      results ??= common.record(op, read, attributes);
      outputs.forEach((variable, i) => know(variable, results[i]!));
    }
    return program.outputs.map((variable) => known.get(variable)!);
  });
  return { program: rewritten, changed };
}

/** Looks up what made a value in a recording that goes on. */
function producersOf(equations: readonly Equation[]): (value: Value) => Equation | undefined {
  const known = new Map<Variable, Equation>();
  let seen = 0;
  return (value) => {
    for (; seen < equations.length; seen++) {
      const equation = equations[seen]!;
      for (const output of equation.outputs) known.set(output, equation);
    }
    return known.get(value);
  };
}
