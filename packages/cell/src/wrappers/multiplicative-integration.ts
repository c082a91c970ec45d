import { ArgumentError, initializers, type Value } from '@sluice/math';
import type { Cell, StateNames } from '../cell.js';
import { outputSpec } from '../output-spec.js';
import { weightOf, withProducts, type Columns, type Weight } from './products.js';
import { wrap } from './wrap.js';

/** What multiplicative integration is made with. */
export interface MultiplicativeIntegrationOptions {
  /** The weight for the input; `'wx'` by default. */
  readonly input?: string;
  /** The weight for the state; `'wh'` by default. */
  readonly recurrent?: string;
  /** What α starts at; 1 by default. The paper chose for each task. */
  readonly alpha?: number;
  /** What β₁ and β₂ start at; 0.5 by default. */
  readonly beta?: number;
}

/**
 * Lets what a cell's input says and what its state says multiply rather than only add up, before each of its gates.
 *
 * Wu, Zhang, Zhang, Bengio and Salakhutdinov, "On multiplicative integration with recurrent neural networks", 2016.
 *
 *     x·W + h·U + b becomes α ⊙ (x·W) ⊙ (h·U) + β₁ ⊙ (h·U) + β₂ ⊙ (x·W) + b
 *
 * Both weights have their blocks in the same order, `[…, n]`; a part that the cell multiplies by itself, such as what a GRU that
 * resets before the product does for its candidate, is integrated with the same part of the other. What the cell does to a
 * product, as a layer norm does, it does to the integrated one. Beside the cell's parameters there are `integration.alpha`,
 * `integration.beta1` and `integration.beta2` `[n]`.
 *
 * @throws ArgumentError when the cell has no such weights, they are not as wide as each other, or the cell does something else
 * with them than multiply by them, first by that for the input.
 *
 * @example
 * ```ts
 * import { multiplicativeIntegration } from '@sluice/cell';
 * import { lstm } from '@sluice/lstm';
 * const cell = multiplicativeIntegration(lstm({ inputSize: 64, hiddenSize: 128, peepholes: true }));
 * ```
 */
export function multiplicativeIntegration<C extends Cell>(
  cell: C,
  { input = 'wx', recurrent = 'wh', alpha = 1, beta = 0.5 }: MultiplicativeIntegrationOptions = {},
): Cell<StateNames<C>> {
  const [, width] = weightOf(kind, cell, input);
  const [, other] = weightOf(kind, cell, recurrent);
  if (width !== other) {
    throw new ArgumentError(
      `${kind}: the blocks of "${input}" and "${recurrent}" must be the same, but these have ${width} and ${other} columns.`,
    );
  }
  const starting = (value: number) => ({ shape: [width], initial: initializers.constant(value) });
  const wrapped = wrap<StateNames<C>>(cell, {
    kind,
    options: { input, recurrent, alpha, beta },
    params: {
      'integration.alpha': starting(alpha),
      'integration.beta1': starting(beta),
      'integration.beta2': starting(beta),
    },
    step: ({ params }, run) => {
      const said: Said[] = [];
      const factor = (name: string, { start, end }: Columns): Value =>
        params[`integration.${name}`]!.sliceAxis(0, start, end);
      const weights: readonly Weight[] = [
        {
          name: input,
          value: params[input]!,
          product: (_, columns, product) => {
            const value = product();
            said.push({ ...columns, value });
            return value.mul(factor('beta2', columns));
          },
        },
        {
          name: recurrent,
          value: params[recurrent]!,
          product: (_, columns, product) =>
            product().mul(saidFor(columns, said).mul(factor('alpha', columns)).add(factor('beta1', columns))),
        },
      ];
      return withProducts(kind, run, weights);
    },
  });
  if (wrapped.input) outputSpec(wrapped, wrapped.input); // refuses now what a step would refuse
  return wrapped;
}

const kind = 'multiplicativeIntegration';

/** What the input says, x·W, for some columns of W. */
interface Said extends Columns {
  readonly value: Value;
}

/** What the input says for these columns. */
function saidFor({ start, end }: Columns, said: readonly Said[]): Value {
  const found = said.find((part) => part.start <= start && end <= part.end);
  if (!found) {
    throw new ArgumentError(
      `${kind}: the cell multiplies its state by columns ${start} to ${end} before it multiplies its input by the same ones.`,
    );
  }
  return found.value.sliceAxis(1, start - found.start, end - found.start);
}
