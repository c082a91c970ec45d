import type { Equation, Program, Variable } from '@sluice/math';

/** What it takes to look behind a variable of a program. */
export interface Context {
  /** The equation that defines a variable. */
  readonly definition: (variable: Variable) => Equation | undefined;
  /** How many equations and outputs read a variable. */
  readonly readers: (variable: Variable) => number;
}

/**
 * The product that a term of a sum is, through reshapes, if nobody else reads it: a product can start from the rest of
 * such a sum, so that the sum costs nothing.
 */
export function productOf(term: Variable, { definition, readers }: Context): Equation<'matmul'> | undefined {
  if (readers(term) !== 1) return undefined;
  const equation = definition(term);
  if (equation?.op === 'reshape') return productOf(equation.inputs[0]!, { definition, readers });
  return equation?.op === 'matmul' ? equation : undefined;
}

/** Whether an equation is such a sum. */
export const addsProduct = ({ op, inputs }: Equation, context: Context): boolean =>
  op === 'add' && inputs.some((input) => productOf(input, context));

/** How often each variable of a program is read, its outputs included. */
export function countReaders({ equations, outputs }: Program): Map<Variable, number> {
  const counts = new Map<Variable, number>();
  for (const variable of [...equations.flatMap(({ inputs }) => inputs), ...outputs]) {
    counts.set(variable, (counts.get(variable) ?? 0) + 1);
  }
  return counts;
}
