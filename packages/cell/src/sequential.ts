import { ArgumentError, foldKey, inScope, type Value, type Values } from '@sluice/math';
import type { Cell, SequenceContext, SequenceLayer, SequenceResult, StateNames } from './cell.js';
import { checkFit } from './check-fit.js';
import { isCell } from './is-cell.js';
import { mapValues, prefixed, under } from './names.js';

/** The names of several layers' states, joined with the layers' positions: `'1.h'`. */
export type JoinedStates<L extends readonly SequenceLayer[]> = {
  [I in keyof L & `${number}`]: `${I}.${StateNames<L[I]>}`;
}[keyof L & `${number}`];

/**
 * Puts layers one after the other. Of cells it makes a cell, whose state is all of theirs.
 *
 * Parameters, states and gates are named by the part's position: `'1.wx'`, `'1.h'`, `'1.forget'`.
 *
 * @throws ArgumentError when a part's output does not fit the next part's input, naming both.
 *
 * @example
 * ```ts
 * import { sequential } from '@sluice/cell';
 * import { embedding, linear } from '@sluice/layers';
 * import { lstm } from '@sluice/lstm';
 * const net = sequential(embedding(65, 64), lstm({ inputSize: 64, hiddenSize: 128 }), linear(128, 65));
 * ```
 */
export function sequential<const L extends readonly Cell[]>(...parts: L): Cell<JoinedStates<L>>;
export function sequential<const L extends readonly SequenceLayer[]>(
  ...parts: L
): SequenceLayer<JoinedStates<L>>;
export function sequential(...parts: SequenceLayer[]): SequenceLayer {
  if (parts.length === 0) throw new ArgumentError('sequential: needs at least one layer.');
  checkFit(parts);
  const layer: SequenceLayer = {
    kind: 'sequential',
    options: { parts: parts.map(({ kind, options }) => ({ kind, options })) },
    input: parts[0]!.input,
    state: joined(parts, ({ state }) => state),
    params: joined(parts, ({ params }) => params),
    manyToOne: parts.some(({ manyToOne }) => manyToOne),
    unroll: (context) => unrollParts(parts, context),
  };
  if (!parts.every(isCell)) return layer;
  const cell: Cell = {
    ...layer,
    step: ({ x, state, params, key, ...rest }) => {
      const results = chain(parts, x, (part, i, input) =>
        part.step({
          ...rest,
          x: input,
          state: under(i, state),
          params: under(i, params),
          key: foldKey(key, i),
        }),
      );
      return {
        output: results.at(-1)!.output,
        state: joined(results, ({ state }) => state),
        gates: joined(results, ({ gates = {} }) => gates),
      };
    },
  };
  return cell;
}

function unrollParts(
  parts: readonly SequenceLayer[],
  { x, state, params, key, perturbation = {}, ...rest }: SequenceContext,
): SequenceResult {
  let once = false;
  const results = chain(parts, x, (part, i, input) => {
    const context: SequenceContext = {
      ...rest,
      x: input,
      state: under(i, state),
      params: under(i, params),
      perturbation: under(i, perturbation as Values),
      key: foldKey(key, i),
    };
    const result = once ? runOnce(part as Cell, context) : part.unroll(context);
    once ||= part.manyToOne === true;
    return result;
  });
  return {
    output: results.at(-1)!.output,
    state: joined(results, ({ state }) => state),
    gates: joined(results, ({ gates }) => gates),
  };
}

/** Runs a part that stands behind `last()`: one step, whose gates are a sequence of one. */
function runOnce(cell: Cell, context: SequenceContext): SequenceResult {
  const { x, state, params, constants, training, key, capture } = context;
  const { output, gates = {} } = cell.step({ x, state, params, constants, training, key });
  return {
    output,
    state,
    gates: capture ? mapValues(gates, (gate) => gate.reshape([1, ...gate.shape])) : {},
  };
}

/** Hands each part the output of the one before. */
function chain<P, R extends { readonly output: Value }>(
  parts: readonly P[],
  x: Value,
  run: (part: P, index: number, input: Value) => R,
): R[] {
  const results: R[] = [];
  parts.forEach((part, i) => {
    const input = results.at(-1)?.output ?? x;
    results.push(inScope(`sequential[${i}]`, () => run(part, i, input)));
  });
  return results;
}

const joined = <P, T>(
  parts: readonly P[],
  take: (part: P) => Readonly<Record<string, T>>,
): Record<string, T> =>
  Object.assign({}, ...parts.map((part, i) => prefixed(i, take(part)))) as Record<string, T>;
