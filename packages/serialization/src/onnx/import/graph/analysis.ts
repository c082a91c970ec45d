import type { Equation, Program, Variable } from '@sluice/math';
import { FormatError } from '../../../format-error.js';
import type { Axes, Axis, Role } from './axes.js';
import { axisRules, type Report } from './axis-rules.js';

/** What stands for values that are not computed in a trace, such as what a recurrent node gives. */
export type Opaque = ReadonlyMap<Variable, (axesOf: (variable: Variable) => Axes) => Axes>;

/** Where steps and rows are in every value of a program, and what becomes of them. */
export interface Analysis {
  readonly axesOf: (variable: Variable) => Axes;
  /** Whether a value is part of the program at all. */
  readonly has: (variable: Variable) => boolean;
  /** What reads several steps at once, a sentence each. */
  readonly mixes: readonly string[];
  /** Whether the last step is taken by its index. */
  readonly takesLast: boolean;
}

/**
 * Follows steps and rows through a program.
 *
 * @param ownerOf - the node that an equation was traced for, for messages.
 * @throws FormatError where rows are mixed with each other.
 */
export function analyse(
  program: Program,
  inputs: readonly Axes[],
  opaque: Opaque,
  ownerOf: (equation: Equation) => string,
): Analysis {
  const known = new Map<Variable, Axes>(program.inputs.map((variable, i) => [variable, inputs[i]!]));
  const mixes = new Set<string>();
  let takesLast = false;
  const axesOf = (variable: Variable): Axes => known.get(variable)!;
  for (const equation of program.equations) {
    const owner = ownerOf(equation);
    const report: Report = {
      steps: (what) => mixes.add(`${owner} ${what}`),
      rows: (what) => {
        throw new FormatError(`${owner} works on several rows of the batch at once: it ${what}.`);
      },
      last: () => (takesLast = true),
    };
    const [first] = equation.outputs;
    const given = first && opaque.get(first);
    const results = given ? [given(axesOf)] : applyRule(equation, equation.inputs.map(axesOf), report);
    equation.outputs.forEach((output, i) => {
      const { axes } = results[i]!;
      if (count('time', axes) > 1) report.steps('compares steps with each other');
      if (count('batch', axes) > 1) report.rows('compares rows with each other');
      known.set(output, results[i]!);
    });
  }
  return { axesOf, has: (variable) => known.has(variable), mixes: [...mixes], takesLast };
}

const count = (role: Role, axes: readonly Axis[]): number =>
  axes.flat().filter((atom) => atom.role === role).length;

function applyRule(equation: Equation, inputs: readonly Axes[], report: Report): readonly Axes[] {
  const rule = axisRules[equation.op] as (
    inputs: readonly Axes[],
    equation: Equation,
    report: Report,
  ) => readonly Axes[];
  return rule(inputs, equation, report);
}
