import {
  ArgumentError,
  foldKey,
  inScope,
  type RandomKey,
  type Shape,
  type Spec,
  type Values,
} from '@sluice/math';
import type {
  Cell,
  ConstantSpecs,
  ParameterSpec,
  PrepareContext,
  StateOf,
  StepContext,
  StepResult,
} from '../cell.js';
import { checkDefinition, checkStep } from '../checks.js';
import { joinConstants } from '../constants.js';
import { outputSpec } from '../output-spec.js';
import { constantsFor } from '../prepare.js';
import { unroll } from '../unroll.js';

/** What a wrapper's step is given: all that its cell is given, and random numbers of its own. */
export interface WrapperContext<S extends string = string> extends StepContext<S> {
  readonly sequenceKey: RandomKey;
}

/** Runs the cell within a wrapper; what is not given anew is what the wrapper was given. */
export type RunCell = (changes?: Partial<StepContext>) => StepResult;

/** What a wrapper is, beside the cell in it. */
export interface Wrapper {
  /** The wrapper's name, in messages and in files. */
  readonly kind: string;
  /** What it was made with: plain data. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** One step's input, where it is another than the cell's. */
  readonly input?: Spec | undefined;
  /** State and parameters beside the cell's. */
  readonly state?: Readonly<Record<string, Shape>>;
  readonly params?: Readonly<Record<string, ParameterSpec>>;
  /** The constants that it reads itself. */
  readonly constants?: ConstantSpecs;
  /** What it computes from them once for each sequence, beside the constants themselves. */
  readonly prepare?: (context: PrepareContext) => Values;
  /** What it does around the cell's step. */
  readonly step: (context: WrapperContext, run: RunCell) => StepResult;
}

/**
 * Puts a wrapper around a cell. The cell's states and parameters keep their names, beside which the wrapper may have its own.
 *
 * @throws ArgumentError when both use one name.
 */
export function wrap<S extends string>(cell: Cell, wrapper: Wrapper): Cell<S> {
  const { kind, options = {}, input = cell.input, state = {}, params = {}, constants = {} } = wrapper;
  checkNames(kind, cell, 'state', Object.keys(state));
  checkNames(kind, cell, 'params', Object.keys(params));
  const wrapped: Cell = {
    kind,
    options: { cell: { kind: cell.kind, options: cell.options }, ...options },
    input,
    state: { ...cell.state, ...state },
    params: { ...cell.params, ...params },
    constants: joinConstants(kind, [cell, { constants }]),
    prepare: prepareBoth(cell, wrapper),
    step: (context) => inScope(kind, () => step(context)),
    unroll: (context) => unroll({ ...wrapped, step }, context),
  };
  const step: Cell['step'] = (context) => {
    checkStep(wrapped, context);
    const { key, sequenceKey = key } = context;
    const keys = (index: number) => ({ key: foldKey(key, index), sequenceKey: foldKey(sequenceKey, index) });
    return wrapper.step({ ...context, ...keys(1) }, ({ state = context.state, ...changes } = {}) =>
      cell.step({ ...context, ...keys(0), ...changes, state: pick(state, cell) }),
    );
  };
  inScope(kind, () => checkDefinition(wrapped));
  return wrapped;
}

/** What the cell prepares, and beside it what the wrapper does; steps of both are given all of it. */
function prepareBoth(cell: Cell, { constants, prepare }: Wrapper): Cell['prepare'] {
  if (!cell.prepare && !prepare) return undefined;
  return (context) => ({
    ...(cell.prepare?.(context) ?? constantsFor(cell, context.constants)),
    ...constantsFor({ constants }, context.constants),
    ...prepare?.(context),
  });
}

/** What of a state is the cell's. */
const pick = (state: StateOf<string>, cell: Cell): StateOf<string> =>
  Object.fromEntries(Object.keys(cell.state).map((name) => [name, state[name]!]));

function checkNames(kind: string, cell: Cell, of: 'state' | 'params', own: readonly string[]): void {
  const taken = own.find((name) => name in cell[of]);
  if (taken === undefined) return;
  throw new ArgumentError(
    `${kind}: needs a ${of === 'state' ? 'state' : 'parameter'} "${taken}", but ${cell.kind} has one; is it wrapped twice?`,
  );
}

/**
 * How many numbers a cell gives at each step.
 *
 * @throws ArgumentError when they are not in a row, or not known before a sequence comes.
 */
export function outputSizeOf(kind: string, cell: Cell): number {
  const output = cell.input && outputSpec(cell, cell.input);
  if (output?.dtype === 'f32' && output.shape.length === 1) return output.shape[0]!;
  throw new ArgumentError(
    `${kind}: the cell must give f32[batch, size] for an input that is known, but ${cell.kind} ` +
      `${output ? `gives ${output.dtype} of ${output.shape.length} axes` : 'does not say what it gives'}.`,
  );
}

/**
 * How many numbers a cell takes at each step.
 *
 * @throws ArgumentError when it takes anything else than a row of numbers.
 */
export function inputSizeOf(kind: string, { kind: cell, input }: Cell): number {
  if (input?.dtype === 'f32' && input.shape.length === 1) return input.shape[0]!;
  throw new ArgumentError(`${kind}: the cell must take f32[batch, size], which ${cell} does not.`);
}

/**
 * How many numbers a cell takes at each step and gives, where these must be as many.
 *
 * @throws ArgumentError when they are not.
 */
export function sizeOfBoth(kind: string, cell: Cell): number {
  const [taken, given] = [inputSizeOf(kind, cell), outputSizeOf(kind, cell)];
  if (taken === given) return taken;
  throw new ArgumentError(
    `${kind}: the cell must give as many numbers as it takes, but ${cell.kind} takes ${taken} and gives ${given}; ` +
      `put a linear layer beside it in sequential.`,
  );
}

/**
 * Throws unless each rate is a probability below 1, and belongs to something that the cell has.
 *
 * @throws ArgumentError that says which.
 */
export function checkRates(
  kind: string,
  rates: Readonly<Record<string, number>>,
  known?: readonly string[],
): void {
  for (const [name, rate] of Object.entries(rates)) {
    if (known && !known.includes(name)) {
      throw new ArgumentError(`${kind}: there is no "${name}"; there is ${known.join(', ') || 'nothing'}.`);
    }
    if (!(rate >= 0 && rate < 1)) {
      throw new ArgumentError(
        `${kind}: the rate of "${name}" must be at least 0 and less than 1, but is ${rate}.`,
      );
    }
  }
}
