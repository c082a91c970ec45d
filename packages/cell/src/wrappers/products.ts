import { apply, ArgumentError, type Spec, type Value } from '@sluice/math';
import type { Cell, StepResult } from '../cell.js';
import { replay } from '../replay.js';

/** Columns of a weight, from the first to before the last. */
export interface Columns {
  readonly start: number;
  readonly end: number;
}

/** What stands in the place of a product with columns of a weight, which `product` would be. */
export type Product = (left: Value, columns: Columns, product: () => Value) => Value;

/** A weight `[rows, columns]` whose products are to be others. */
export interface Weight {
  readonly name: string;
  readonly value: Value;
  readonly product: Product;
}

/**
 * The shape of a weight whose products are to be others.
 *
 * @throws ArgumentError when the cell has no such matrix.
 */
export function weightOf(
  kind: string,
  { kind: cell, params }: Cell,
  name: string,
): readonly [number, number] {
  const shape = params[name]?.shape;
  if (shape?.length === 2) return shape as readonly [number, number];
  const matrices = Object.keys(params).filter((other) => params[other]!.shape.length === 2);
  throw new ArgumentError(
    `${kind}: ${cell} has no weight "${name}" of two axes; it has ${matrices.join(', ') || 'none'}.`,
  );
}

/**
 * Runs a step with other products in the places where it multiplies by one of these weights, or by a block of its columns.
 *
 * @throws ArgumentError when the step does anything else with such a weight than cut it into columns and multiply by it.
 */
export function withProducts<S extends string>(
  kind: string,
  run: () => StepResult<S>,
  weights: readonly Weight[],
): StepResult<S> {
  const parts = new Map<Spec, { readonly weight: Weight } & Columns>(
    weights.map((weight) => [weight.value, { weight, start: 0, end: weight.value.shape[1]! }]),
  );
  return replay(run, () => (equation, inputs) => {
    const perform = (): readonly Value[] => apply(equation.op, inputs, equation.attributes);
    const at = equation.inputs.findIndex((variable) => parts.has(variable));
    if (at === -1) return perform();
    const { weight, ...columns } = parts.get(equation.inputs[at]!)!;
    if (equation.op === 'split' && equation.attributes.axis === 1) {
      let { start } = columns;
      equation.outputs.forEach((part) => {
        parts.set(part, { weight, start, end: start + part.shape[1]! });
        start += part.shape[1]!;
      });
      return perform();
    }
    if (equation.op === 'matmul' && at === 1 && !equation.attributes.transposeRight) {
      return [weight.product(inputs[0]!, columns, () => perform()[0]!)];
    }
    throw new ArgumentError(
      `${kind}: the cell must do nothing with "${weight.name}" but multiply by it, but does a ${equation.op}.`,
    );
  });
}
