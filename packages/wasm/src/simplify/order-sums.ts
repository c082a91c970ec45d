import {
  apply,
  record,
  sameShape,
  type Equation,
  type Program,
  type Value,
  type Variable,
} from '@sluice/math';
import { countReaders, productOf, type Context } from '../product-terms.js';

/**
 * How late a value is known in a loop: what is the same in every step before what differs, and last what depends on the
 * step before.
 */
type Rank = 0 | 1 | 2;

/**
 * Puts the terms of sums with products in such an order that most of a sum is known early: first what is the same in
 * every step of a loop, then what differs from step to step, then what depends on the step before, and in each the
 * products last. Repeated terms, such as biases, are added up before they are repeated.
 *
 * So the biases and the input projection of a recurrent layer are one product over all steps that starts from the sum of
 * the biases, and the product in the loop starts from its rows (see `cluster`).
 */
export const orderSums = (program: Program): Program => order(program, () => 0);

function order(program: Program, rankOfInput: (input: Variable) => Rank): Program {
  const counts = countReaders(program);
  const definitions = new Map<Variable, Equation>();
  const ranks = new Map<Variable, Rank>(program.inputs.map((input) => [input, rankOfInput(input)]));
  const inner = new Set<Variable>(
    program.equations
      .flatMap(({ op, inputs }) => (op === 'add' ? inputs : []))
      .filter((input) => counts.get(input) === 1),
  );
  const context: SumContext = {
    definition: (variable) => definitions.get(variable),
    readers: (variable) => counts.get(variable) ?? 0,
    rank: (variable) => ranks.get(variable)!,
  };
  return record(program.inputs, (inputs) => {
    const known = new Map<Variable, Value>(program.inputs.map((variable, i) => [variable, inputs[i]!]));
    const value = (variable: Variable): Value => known.get(variable)!;
    for (const equation of program.equations) {
      for (const output of equation.outputs) {
        definitions.set(output, equation);
        ranks.set(output, Math.max(0, ...equation.inputs.map((input) => ranks.get(input)!)) as Rank);
      }
      // A sum that only another sum reads is taken apart there.
      const terms = inner.has(equation.outputs[0]!) ? [] : termsOf(equation, context);
      const results =
        terms.length > 2 && terms.some((term) => productOf(term, context))
          ? [sumInOrder(terms, value, context)]
          : apply(equation.op, equation.inputs.map(value), withOrderedBody(equation));
      equation.outputs.forEach((output, i) => known.set(output, results[i]!));
    }
    return program.outputs.map(value);
  }).program;
}

interface SumContext extends Context {
  readonly rank: (variable: Variable) => Rank;
}

/** What a sum adds up, through sums that only it reads. */
function termsOf({ op, inputs }: Equation, context: SumContext): readonly Variable[] {
  if (op !== 'add') return [];
  return inputs.flatMap((input) => {
    const inner = context.readers(input) === 1 ? context.definition(input) : undefined;
    return inner?.op === 'add' ? termsOf(inner, context) : [input];
  });
}

function sumInOrder(
  terms: readonly Variable[],
  value: (term: Variable) => Value,
  context: SumContext,
): Value {
  const source = (term: Variable): Variable | undefined => {
    const definition = context.definition(term);
    return definition?.op === 'broadcast' ? definition.inputs[0] : undefined;
  };
  const place = (term: Variable): number =>
    3 * context.rank(term) + (productOf(term, context) ? 2 : source(term) ? 0 : 1);
  const [first, ...others] = [...terms].sort((a, b) => place(a) - place(b)) as [Variable, ...Variable[]];
  const repeated = source(first);
  const joins = (term: Variable): boolean => {
    const other = source(term);
    return repeated && other ? context.rank(term) === 0 && sameShape(other.shape, repeated.shape) : false;
  };
  const sources = others.filter(joins).map((term) => value(source(term)!));
  const start =
    sources.length > 0
      ? sources.reduce((sum, other) => sum.add(other), value(repeated!)).broadcast(first.shape)
      : value(first);
  return others.filter((term) => !joins(term)).reduce<Value>((sum, term) => sum.add(value(term)), start);
}

/** A loop's attributes with its body in order. */
function withOrderedBody(equation: Equation): Equation['attributes'] {
  if (equation.op !== 'scan') return equation.attributes;
  const { body, constants, carries } = equation.attributes;
  const ranks = new Map<Variable, Rank>(
    body.inputs.map((input, i) => [input, i < constants ? 0 : i < constants + carries ? 2 : 1]),
  );
  return { ...equation.attributes, body: order(body, (input) => ranks.get(input)!) };
}
