import { ArgumentError, initializers, zeros, type NamedInitializer, type Value } from '@sluice/math';
import type { Cell, StateNames } from '../cell.js';
import { outputSpec } from '../output-spec.js';
import { weightOf, withProducts, type Weight } from './products.js';
import { wrap } from './wrap.js';

/** What independent recurrence is made with. */
export interface IndependentOptions {
  /** The recurrent weights, by their names; `['wh']` by default. */
  readonly weights?: readonly string[];
  /** What they start with; even between 0 and 1 by default. */
  readonly initial?: NamedInitializer;
}

/**
 * Lets each unit of a cell see only itself of the step before: recurrent matrices become vectors.
 *
 * Li, Li, Cook, Zhu and Gao, "Independently recurrent neural network (IndRNN): building a longer and deeper RNN", 2018, of the
 * simple cell; Gonnet and Deselaers, "IndyLSTMs: independently recurrent LSTMs", 2019, of the LSTM.
 *
 *     h·U becomes u ⊙ h in each block of U
 *
 * A recurrent weight `wh` `[size, k·size]` becomes `[k·size]`, a vector for each block. No product with a matrix is left where
 * it stood.
 *
 * @throws ArgumentError when the cell has no such weight, it is not one or more square blocks side by side, the cell does
 * something else with it than multiply by it, or there is no such initializer.
 *
 * @example
 * ```ts
 * import { independent } from '@sluice/cell';
 * import { lstm } from '@sluice/lstm';
 * const cell = independent(lstm({ inputSize: 64, hiddenSize: 128 }));
 * cell.params['wh']!.shape; // [512]
 * ```
 */
export function independent<C extends Cell>(
  cell: C,
  { weights: names = ['wh'], initial = { name: 'uniform', low: 0, high: 1 } }: IndependentOptions = {},
): Cell<StateNames<C>> {
  const shapes = names.map((name) => ({ name, size: sizeOf(cell, name), shape: weightOf(kind, cell, name) }));
  const wrapped = wrap<StateNames<C>>(without(cell, names), {
    kind,
    options: { weights: names, initial },
    params: Object.fromEntries(
      shapes.map(({ name, shape }) => [name, { shape: [shape[1]], initial: initializers.named(initial) }]),
    ),
    step: ({ params }, run) => {
      const weights = shapes.map(({ name, size, shape }): Weight => {
        const vector = params[name]!;
        return {
          name,
          value: zeros(shape), // stands in for the matrix, and nobody reads it
          product: (left, { start, end }) => blockwise(left, vector.sliceAxis(0, start, end), size),
        };
      });
      const matrices = Object.fromEntries(weights.map(({ name, value }) => [name, value]));
      return withProducts(kind, () => run({ params: { ...params, ...matrices } }), weights);
    },
  });
  if (wrapped.input) outputSpec(wrapped, wrapped.input); // refuses now what a step would refuse
  return wrapped;
}

const kind = 'independent';

/** u ⊙ h for each block of u, side by side. */
function blockwise(h: Value, u: Value, size: number): Value {
  const [batch, blocks] = [h.shape[0]!, u.shape[0]! / size];
  if (blocks === 1) return h.mul(u);
  return h
    .reshape([batch, 1, size])
    .mul(u.reshape([blocks, size]))
    .reshape([batch, blocks * size]);
}

/** A cell that says nothing of some of its parameters, which stay what its step is to be given. */
const without = (cell: Cell, names: readonly string[]): Cell => ({
  ...cell,
  params: Object.fromEntries(Object.entries(cell.params).filter(([name]) => !names.includes(name))),
});

function sizeOf(cell: Cell, name: string): number {
  const [rows, columns] = weightOf(kind, cell, name);
  if (columns % rows === 0) return rows;
  throw new ArgumentError(
    `${kind}: "${name}" must be square blocks side by side, [size, k·size], but is [${rows}, ${columns}].`,
  );
}
