import {
  apply,
  currentTrace,
  record,
  type Attributes,
  type Equation,
  type Op,
  type Program,
  type Value,
  type Variable,
} from '@sluice/math';

/** What a rewriting rule knows about the values recorded so far. */
export interface Recorded {
  /** The equation that made a value, if it is recorded in the same program. */
  readonly producer: (value: Value) => Equation | undefined;
  /** How many equations and outputs of the old program read a variable's value. */
  readonly readers: (variable: Variable) => number;
}

/** Returns values that stand in for an equation's results, or undefined where it does not apply. */
export type RewriteRule = (
  op: Op,
  inputs: readonly Value[],
  equation: Equation,
  recorded: Recorded,
) => readonly Value[] | undefined;

/** Records a program anew, each equation through the first rule that applies, inner programs first. */
export function rewrite(program: Program, rules: readonly RewriteRule[]): Program {
  return record(program.inputs, (inputs) => {
    const known = new Map<Variable, Value>();
    const producers = producersOf(currentTrace().equations);
    const counts = countReaders(program);
    program.inputs.forEach((variable, i) => known.set(variable, inputs[i]!));
    const recorded: Recorded = {
      producer: producers,
      readers: (variable) => counts.get(variable) ?? 0,
    };
    for (const equation of program.equations) {
      const read = equation.inputs.map((variable) => known.get(variable)!);
      const { op, attributes } = withRewrittenBody(equation, rules);
      let results: readonly Value[] | undefined;
      for (const rule of rules) results ??= rule(op, read, equation, recorded);
      results ??= apply(op, read, attributes);
      equation.outputs.forEach((variable, i) => known.set(variable, results[i]!));
    }
    return program.outputs.map((variable) => known.get(variable)!);
  }).program;
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

function withRewrittenBody(
  { op, attributes }: Equation,
  rules: readonly RewriteRule[],
): { op: Op; attributes: Attributes[Op] } {
  if (op !== 'scan') return { op, attributes };
  return { op, attributes: { ...attributes, body: rewrite(attributes.body, rules) } };
}

function countReaders({ equations, outputs }: Program): Map<Variable, number> {
  const counts = new Map<Variable, number>();
  for (const variable of [...equations.flatMap(({ inputs }) => inputs), ...outputs]) {
    counts.set(variable, (counts.get(variable) ?? 0) + 1);
  }
  return counts;
}
