import { operations, type Op } from '../operations/index.js';
import type { GradientContext, GradientRule } from '../operations/rule.js';
import type { Equation, Variable } from '../program.js';
import type { Value } from '../value.js';
import { scanGradient } from './scan.js';

type GradientRules = { [K in Op]: GradientRule<Equation<K>['attributes']> };

/** Gradient rule of every operation. */
const gradients = gradientRules();

function gradientRules(): GradientRules {
  const { scan: _, ...others } = operations;
  const rules = Object.fromEntries(Object.entries(others).map(([op, { gradient }]) => [op, gradient]));
  return { ...(rules as Omit<GradientRules, 'scan'>), scan: scanGradient };
}

/** Cotangents by variable; adding a second one to a variable records their sum. */
export class Cotangents {
  readonly #values = new Map<Variable, Value>();

  get(variable: Variable): Value | undefined {
    return this.#values.get(variable);
  }

  add(variable: Variable, cotangent: Value): void {
    const before = this.#values.get(variable);
    this.#values.set(variable, before ? before.add(cotangent) : cotangent);
  }

  /** Hands out what is known of a variable's cotangent, and forgets it. */
  take(variable: Variable): Value | undefined {
    const known = this.#values.get(variable);
    this.#values.delete(variable);
    return known;
  }
}

/** Operations through which no gradient flows. */
const opaque: ReadonlySet<Op> = new Set<Op>([
  'stopGradient',
  'convert',
  'sign',
  'less',
  'lessEqual',
  'equal',
  'notEqual',
  'argmax',
  'random',
]);

/** Variables that depend on `sources` along a path that a gradient can take. */
export function dependents(equations: readonly Equation[], sources: Iterable<Variable>): Set<Variable> {
  const active = new Set<Variable>(sources);
  for (const { op, inputs, outputs } of equations) {
    if (opaque.has(op) || !inputs.some((input) => active.has(input))) continue;
    for (const output of outputs) if (output.dtype === 'f32') active.add(output);
  }
  return active;
}

/** Records the chain rule: walks the equations from last to first and adds what each hands back to its inputs. */
export function backward(
  equations: readonly Equation[],
  cotangents: Cotangents,
  sources: Iterable<Variable>,
): void {
  const active = dependents(equations, sources);
  for (let i = equations.length - 1; i >= 0; i--) {
    const equation = equations[i]!;
    const needs = equation.inputs.map((input) => active.has(input));
    const received = equation.outputs.map((output) =>
      active.has(output) ? cotangents.get(output) : undefined,
    );
    if (!needs.includes(true) || !received.some((cotangent) => cotangent)) continue;
    const takeSoFar = (input: number): Value | undefined => cotangents.take(equation.inputs[input]!);
    const given = applyRule(equation, { cotangents: received, needs, takeSoFar });
    given.forEach((cotangent, k) => {
      if (cotangent && needs[k]) cotangents.add(equation.inputs[k]!, cotangent);
    });
  }
}

function applyRule(
  { op, attributes, inputs, outputs }: Equation,
  asked: Pick<GradientContext<unknown>, 'cotangents' | 'needs' | 'takeSoFar'>,
): readonly (Value | undefined)[] {
  const rule = gradients[op] as GradientRule<unknown>;
  return rule({ inputs, outputs, attributes, ...asked } as GradientContext<unknown>);
}
