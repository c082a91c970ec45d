import type { Op } from '../operations/index.js';
import { freeVariables, type Equation, type Variable } from '../program.js';

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

/** One step of a loop forward and back, and what the way back is there for. */
export interface RematerialiseOptions {
  readonly forward: readonly Equation[];
  readonly backward: readonly Equation[];
  readonly results: readonly Variable[];
  /** Inputs that are the same in every step; what depends on them alone is computed again. */
  readonly invariant: readonly Variable[];
  /** Computes all of it again, whatever it costs, and keeps nothing. */
  readonly everything?: boolean | undefined;
}

/** Puts those forward equations in front of the backward ones whose results are not worth keeping from step to step. */
export function rematerialise({
  forward,
  backward,
  results,
  invariant,
  everything = false,
}: RematerialiseOptions): Equation[] {
  const constant = new Set<Variable>(invariant);
  for (const { inputs, outputs } of forward) {
    if (inputs.every((input) => constant.has(input))) for (const output of outputs) constant.add(output);
  }
  const wanted = new Set<Variable>(freeVariables(backward, results));
  const repeated: Equation[] = [];
  for (let i = forward.length - 1; i >= 0; i--) {
    const equation = forward[i]!;
    const worthwhile =
      everything || cheap.has(equation.op) || equation.outputs.every((output) => constant.has(output));
    if (!worthwhile || !equation.outputs.some((output) => wanted.has(output))) continue;
    repeated.push(equation);
    for (const input of equation.inputs) wanted.add(input);
  }
  return [...repeated.reverse(), ...backward];
}
