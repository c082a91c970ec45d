import {
  sameShape,
  scanInputs,
  zeros,
  type Attributes,
  type Op,
  type Program,
  type Value,
} from '@sluice/math';

/** What a linear operation makes of changes of its operands, of which those that are missing do not change. */
type LinearRule = (changes: readonly (Value | undefined)[], operands: readonly Value[]) => Value;

/** The operations that may stand between a carry and the next one, element by element, if it is to be linear in it. */
const linearRules: { readonly [K in Op]?: LinearRule } = {
  neg: ([a]) => a!.neg(),
  add: ([a, b]) => (a && b ? a.add(b) : (a ?? b!)),
  sub: ([a, b]) => (a && b ? a.sub(b) : (a ?? b!.neg())),
  mul: ([a, b], [x, y]) => (a ? a.mul(y!) : b!.mul(x!)),
  div: ([a], [, y]) => a!.div(y!),
  select: ([, a, b], [condition]) => condition!.select(a ?? zeros(b!.shape), b ?? zeros(a!.shape)),
};

/** Whether an operation is linear where some of its operands depend on the carries. */
const staysLinear = (op: Op, depends: readonly boolean[]): boolean =>
  op in linearRules &&
  !(op === 'mul' && depends[0] && depends[1]) &&
  !(op === 'div' && depends[1]) &&
  !(op === 'select' && depends[0]);

/**
 * Whether the carries of a loop are linear in those of the step before, and each of their elements in elements at the same
 * place alone: `h' = a ⊙ h + b`, with any a and b that do not depend on h, and any number of carries that mix.
 */
export function isLinear(body: Program, attributes: Attributes['scan']): boolean {
  const [, carries] = scanInputs(body.inputs, attributes);
  const [first] = carries;
  if (!first || !carries.every(({ shape, dtype }) => dtype === 'f32' && sameShape(shape, first.shape)))
    return false;
  const dependent = new Set(carries);
  const next = body.outputs.slice(0, attributes.carries);
  for (const { op, inputs, outputs } of body.equations) {
    const depends = inputs.map((input) => dependent.has(input));
    if (!depends.includes(true)) continue;
    if (!staysLinear(op, depends)) return false;
    dependent.add(outputs[0]!);
  }
  return next.every((variable) => dependent.has(variable));
}

/** What the next carries change by where the carries change by `changes`; `known` holds every value of the step. */
export function linearPart(
  body: Program,
  attributes: Attributes['scan'],
  changes: readonly Value[],
  known: ReadonlyMap<unknown, Value>,
): Value[] {
  const [, carries] = scanInputs(body.inputs, attributes);
  const changeOf = new Map<unknown, Value>(carries.map((carry, i) => [carry, changes[i]!]));
  for (const { op, inputs, outputs } of body.equations) {
    if (!inputs.some((input) => changeOf.has(input))) continue;
    const rule = linearRules[op]!;
    changeOf.set(
      outputs[0]!,
      rule(
        inputs.map((input) => changeOf.get(input)),
        inputs.map((input) => known.get(input)!),
      ),
    );
  }
  return body.outputs.slice(0, attributes.carries).map((variable) => changeOf.get(variable)!);
}
