import type { Op } from '../operations/index.js';
import { freeVariables, type Equation, type Variable } from '../program.js';
import { sizeOf } from '../shape.js';

/** Operations that only look at their operand in another way. */
const views: ReadonlySet<Op> = new Set<Op>([
  'reshape',
  'transpose',
  'slice',
  'split',
  'broadcast',
  'reverse',
  'stopGradient',
]);

/** Operations that cost no more to compute again than to keep: sources, views and comparisons. */
const cheap: ReadonlySet<Op> = new Set<Op>([
  'fill',
  'iota',
  'literal',
  ...views,
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

/** Operations that read what stands in memory: an operand that is computed again has to be written for them. */
const readsMemory: ReadonlySet<Op> = new Set<Op>([
  'matmul',
  'concat',
  'pad',
  'gather',
  'scatterAdd',
  'argmax',
  'scan',
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
  const stored = new Set<Variable>(results);
  [...backward].reverse().forEach((equation) => noteStored(equation, stored));
  const repeated: Equation[] = [];
  for (let i = forward.length - 1; i >= 0; i--) {
    const equation = forward[i]!;
    const { op, outputs } = equation;
    if (!outputs.some((output) => wanted.has(output))) continue;
    const worthwhile =
      everything ||
      cheap.has(op) ||
      outputs.every((output) => constant.has(output)) ||
      (isArithmetic(equation) &&
        !outputs.some((output) => there.has(output) || stored.has(output)) &&
        keepsLess(equation, forward, isThere));
    if (!worthwhile) continue;
    repeated.push(equation);
    noteStored(equation, stored);
    for (const input of equation.inputs) wanted.add(input);
  }
  return [...repeated.reverse(), ...backward];
}

/** Notes which operands of an equation have to stand in memory, given which of its results have to. */
function noteStored(equation: Equation, stored: Set<Variable>): void {
  const { op, inputs, outputs } = equation;
  const stores = views.has(op)
    ? outputs.some((output) => stored.has(output))
    : readsMemory.has(op) && !isVectorProduct(equation);
  if (stores) for (const input of inputs) stored.add(input);
}

/** Whether a product multiplies a vector in each row of a batch, and so can be computed where its operands are. */
const isVectorProduct = ({ op, inputs, outputs }: Equation): boolean =>
  op === 'matmul' && inputs[0]!.shape.length > 2 && outputs[0]!.shape.slice(-2).includes(1);

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
