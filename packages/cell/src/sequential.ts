import { ArgumentError, foldKey, inScope, type Values } from '@sluice/math';
import type { Cell, SequenceContext, SequenceLayer, SequenceResult, StateNames, StepResult } from './cell.js';
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
    step: ({ x, mask, state, params, key, sequenceKey = key, ...rest }) => {
      const results = chain(parts, { output: x, mask }, (part, i, before) =>
        part.step({
          ...rest,
          x: before.output,
          mask: before.mask,
          state: under(i, state),
          params: under(i, params),
          key: foldKey(key, i),
          sequenceKey: foldKey(sequenceKey, i),
        }),
      );
      return {
        ...results.at(-1)!,
        state: joined(results, ({ state }) => state),
        gates: joined(results, ({ gates = {} }) => gates),
      };
    },
  };
  return cell;
}

function unrollParts(
  parts: readonly SequenceLayer[],
  { x, mask, state, params, key, perturbation = {}, ...rest }: SequenceContext,
): SequenceResult {
  let once = false;
  const results = chain(parts, { output: x, mask }, (part, i, before) => {
    const context: SequenceContext = {
      ...rest,
      x: before.output,
      mask: before.mask,
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
    ...results.at(-1)!,
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

/** What goes from part to part: the outputs, and the mask of the last part that gave one. */
type Flow = Pick<StepResult, 'output' | 'mask'>;

/** Hands each part what the one before gives. */
function chain<P, R extends Flow>(
  parts: readonly P[],
  first: Flow,
  run: (part: P, index: number, before: Flow) => R,
): R[] {
  const results: R[] = [];
  parts.forEach((part, i) => {
    const before = results.at(-1) ?? first;
    const result = inScope(`sequential[${i}]`, () => run(part, i, before));
    results.push({ ...result, mask: result.mask ?? before.mask });
  });
  return results;
}

const joined = <P, T>(
  parts: readonly P[],
  take: (part: P) => Readonly<Record<string, T>>,
): Record<string, T> =>
  Object.assign({}, ...parts.map((part, i) => prefixed(i, take(part)))) as Record<string, T>;
