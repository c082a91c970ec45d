import type { Op } from '../operations/index.js';
import { freeVariables, type Equation, type Variable } from '../program.js';
import { sizeOf } from '../shape.js';

/** Operations that cost no more to compute again than to keep: sources, views and comparisons. */
const cheap: ReadonlySet<Op> = new Set<Op>([
  'fill',
  'iota',
  'literal',
  'reshape',
  'transpose',
  'slice',
  'split',
  'broadcast',
  'reverse',
  'stopGradient',
  'less',
  'lessEqual',
  'equal',
  'notEqual',
  'convert',
]);

/** Operations that cost less than to write a number and read it again, where their operands are at hand. */
const arithmetic: ReadonlySet<Op> = new Set<Op>([
  'neg',
  'abs',
  'square',
  'relu',
  'add',
  'sub',
  'mul',
  'maximum',
  'minimum',
  'select',
]);

/** One step of a loop forward and back, and what the way back is there for. */
export interface RematerialiseOptions {
  readonly forward: readonly Equation[];
  readonly backward: readonly Equation[];
  readonly results: readonly Variable[];
  /** Inputs that are the same in every step; what depends on them alone is computed again. */
  readonly invariant: readonly Variable[];
  /** What can be read in every step without being kept for it: inputs and outputs of the loop that are stacked. */
  readonly stacked: readonly Variable[];
  /** Computes all of it again, whatever it costs, and keeps nothing. */
  readonly everything?: boolean | undefined;
}

/** Puts those forward equations in front of the backward ones whose results are not worth keeping from step to step. */
export function rematerialise({
  forward,
  backward,
  results,
  invariant,
  stacked,
  everything = false,
}: RematerialiseOptions): Equation[] {
  const constant = new Set<Variable>(invariant);
  for (const { inputs, outputs } of forward) {
    if (inputs.every((input) => constant.has(input))) for (const output of outputs) constant.add(output);
  }
  const wanted = new Set<Variable>(freeVariables(backward, results));
  const there = new Set<Variable>(stacked);
  const isThere = (variable: Variable): boolean =>
    there.has(variable) || constant.has(variable) || wanted.has(variable);
  const repeated: Equation[] = [];
  for (let i = forward.length - 1; i >= 0; i--) {
    const equation = forward[i]!;
    const { op, outputs } = equation;
    if (!outputs.some((output) => wanted.has(output))) continue;
    const worthwhile =
      everything ||
      cheap.has(op) ||
      outputs.every((output) => constant.has(output)) ||
      (isArithmetic(equation) && !there.has(outputs[0]!) && keepsLess(equation, forward, isThere));
    if (!worthwhile) continue;
    repeated.push(equation);
    for (const input of equation.inputs) wanted.add(input);
  }
  return [...repeated.reverse(), ...backward];
}

/** Whether an equation takes an operation or two for each number; a product of columns and rows is a multiplication. */
const isArithmetic = ({ op, attributes, inputs }: Equation): boolean =>
  arithmetic.has(op) || (op === 'matmul' && inputs[0]!.shape.at(attributes.transposeLeft ? -2 : -1) === 1);

/** Whether fewer numbers are kept where the operands of an equation are at hand than where its result is. */
function keepsLess(
  { inputs, outputs }: Equation,
  forward: readonly Equation[],
  isThere: (variable: Variable) => boolean,
): boolean {
  const known = new Map<Variable, number>();
  for (const made of forward) {
    if (!cheap.has(made.op) && !isArithmetic(made)) continue;
    const again = made.inputs.reduce((sum, operand) => sum + numbersFor(operand), 0);
    for (const output of made.outputs) known.set(output, Math.min(again, sizeOf(output.shape)));
  }
  /** How many numbers are kept for a variable. */
  function numbersFor(variable: Variable): number {
    return isThere(variable) ? 0 : (known.get(variable) ?? sizeOf(variable.shape));
  }
  return inputs.reduce((sum, input) => sum + numbersFor(input), 0) < sizeOf(outputs[0]!.shape);
}
