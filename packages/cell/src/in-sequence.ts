import { foldKey, inScope, type Value, type Values } from '@sluice/math';
import type { Cell, SequenceContext, SequenceLayer, SequenceResult, StepResult } from './cell.js';
import { checkFit } from './check-fit.js';
import { joinConstants } from './constants.js';
import { isCell } from './is-cell.js';
import { mapValues, prefixed, under } from './names.js';
import { prepareConstants, preparedFor, prepareParts } from './prepare.js';

/** What becomes of the outputs of layers that stand one after the other. */
export interface Form {
  readonly kind: string;
  /** What all of them together give. */
  readonly output: (outputs: readonly Value[]) => Value;
  /** Whether the output of each part is shown as a gate, `outputs.0` and so on. */
  readonly showsOutputs?: boolean;
}

/** Puts layers one after the other; of cells it makes a cell. */
export function inSequence(parts: readonly SequenceLayer[], form: Form): SequenceLayer {
  const { kind } = form;
  checkFit(kind, parts);
  const layer: SequenceLayer = {
    kind,
    options: { parts: parts.map(({ kind, options }) => ({ kind, options })) },
    input: parts[0]!.input,
    state: joined(parts, ({ state }) => state),
    params: joined(parts, ({ params }) => params),
    constants: joinConstants(kind, parts),
    manyToOne: parts.some(({ manyToOne }) => manyToOne),
    unroll: (context) => unrollParts(parts, form, context),
  };
  if (!parts.every(isCell)) return layer;
  const cell: Cell = {
    ...layer,
    prepare: prepareParts(parts.map((part, i) => [i, part])),
    step: ({ x, mask, state, params, constants, key, sequenceKey = key, ...rest }) => {
      const results = chain(kind, parts, { output: x, mask }, (part, i, before) =>
        part.step({
          ...rest,
          x: before.output,
          mask: before.mask,
          state: under(i, state),
          params: under(i, params),
          constants: preparedFor(i, part, constants),
          key: foldKey(key, i),
          sequenceKey: foldKey(sequenceKey, i),
        }),
      );
      return {
        output: outputOf(form, results),
        state: joined(results, ({ state }) => state),
        gates: gatesOf(form, results),
        mask: results.at(-1)!.mask,
      };
    },
  };
  return cell;
}

function unrollParts(
  parts: readonly SequenceLayer[],
  form: Form,
  { x, mask, delta, state, params, key, perturbation = {}, ...rest }: SequenceContext,
): SequenceResult {
  let once = false;
  const results = chain(form.kind, parts, { output: x, mask, delta }, (part, i, before) => {
    const context: SequenceContext = {
      ...rest,
      x: before.output,
      mask: before.mask,
      delta: before.delta,
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
    output: outputOf(form, results),
    state: joined(results, ({ state }) => state),
    gates: rest.capture ? gatesOf(form, results) : {},
  };
}

/** Runs a part that stands behind `last()`: one step, whose gates are a sequence of one. */
function runOnce(cell: Cell, context: SequenceContext): SequenceResult {
  const { x, state, params, training, key, capture } = context;
  const constants = prepareConstants(cell, context);
  const { output, gates = {} } = cell.step({ x, state, params, constants, training, key });
  return {
    output,
    state,
    gates: capture ? mapValues(gates, (gate) => gate.reshape([1, ...gate.shape])) : {},
  };
}

/** What goes from part to part: the outputs, and the mask and the time deltas of the last part that gave some. */
type Flow = Pick<SequenceResult, 'output' | 'mask' | 'delta'>;

/** Hands each part what the one before gives. */
function chain<P, R extends Flow>(
  kind: string,
  parts: readonly P[],
  first: Flow,
  run: (part: P, index: number, before: Flow) => R,
): R[] {
  const results: R[] = [];
  parts.forEach((part, i) => {
    const before = results.at(-1) ?? first;
    const result = inScope(`${kind}[${i}]`, () => run(part, i, before));
    results.push({ ...result, mask: result.mask ?? before.mask, delta: result.delta ?? before.delta });
  });
  return results;
}

const outputOf = ({ kind, output }: Form, results: readonly Flow[]): Value =>
  inScope(kind, () => output(results.map((result) => result.output)));

/** The gates of all parts, and their outputs where these are shown. */
const gatesOf = (
  { showsOutputs }: Form,
  results: readonly Pick<StepResult, 'gates' | 'output'>[],
): Values => ({
  ...joined(results, ({ gates = {} }) => gates),
  ...(showsOutputs && Object.fromEntries(results.map(({ output }, i) => [`outputs.${i}`, output]))),
});

const joined = <P, T>(
  parts: readonly P[],
  take: (part: P) => Readonly<Record<string, T>>,
): Record<string, T> =>
  Object.assign({}, ...parts.map((part, i) => prefixed(i, take(part)))) as Record<string, T>;
