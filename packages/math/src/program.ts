import type { Attributes, Op } from './operations/index.js';
import { formatShape, type Shape } from './shape.js';
import type { DType } from './tensor.js';

/** What is known of a value before anything runs. */
export interface Spec {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** A value in a program. Its identity is its name: two variables are the same if they are the same object. */
export type Variable = Spec;

/** One application of an operation: SSA, so every variable is defined once. */
export type Equation<K extends Op = Op> = {
  [P in K]: {
    readonly op: P;
    readonly attributes: Attributes[P];
    readonly inputs: readonly Variable[];
    readonly outputs: readonly Variable[];
  };
}[K];

/**
 * A traced computation: plain data, closed, in dependence order. It survives `structuredClone`, so it can be sent to a
 * worker and compiled there.
 */
export interface Program {
  readonly inputs: readonly Variable[];
  readonly equations: readonly Equation[];
  readonly outputs: readonly Variable[];
}

/** Keeps the equations that the outputs need, in order. */
export function liveEquations(equations: readonly Equation[], outputs: readonly Variable[]): Equation[] {
  const live = new Set<Variable>(outputs);
  const kept: Equation[] = [];
  for (let i = equations.length - 1; i >= 0; i--) {
    const equation = equations[i]!;
    if (!equation.outputs.some((output) => live.has(output))) continue;
    for (const input of equation.inputs) live.add(input);
    kept.push(equation);
  }
  return kept.reverse();
}

/** Variables that equations read and nobody among them defines, in order of first use. */
export function freeVariables(equations: readonly Equation[], outputs: readonly Variable[] = []): Variable[] {
  const defined = new Set<Variable>(equations.flatMap((equation) => equation.outputs));
  const free = new Set<Variable>();
  for (const equation of equations) {
    for (const input of equation.inputs) if (!defined.has(input)) free.add(input);
  }
  for (const output of outputs) if (!defined.has(output)) free.add(output);
  return [...free];
}

/** JSON would print infinities and NaN as null. */
const printable = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;

/** The program as text, one equation a line: `c: f32[2, 3] = add a b`. */
export function formatProgram(program: Program, indent = ''): string {
  const names = new Map<Variable, string>();
  const nameOf = (variable: Variable): string => {
    let name = names.get(variable);
    if (name === undefined) names.set(variable, (name = `%${names.size}`));
    return name;
  };
  const typed = (variable: Variable): string =>
    `${nameOf(variable)}: ${variable.dtype}${formatShape(variable.shape)}`;
  const lines = [`${indent}(${program.inputs.map(typed).join(', ')}) =>`];
  for (const { op, attributes, inputs, outputs } of program.equations) {
    const { body, ...rest } = attributes as { body?: Program };
    const details = Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest, printable)}` : '';
    lines.push(
      `${indent}  ${outputs.map(typed).join(', ')} = ${op}${details} ${inputs.map(nameOf).join(' ')}`,
    );
    if (body) lines.push(formatProgram(body, `${indent}    `));
  }
  lines.push(`${indent}  return ${program.outputs.map(nameOf).join(', ')}`);
  return lines.join('\n');
}
