import { ArgumentError, formatShape, sameShape, ShapeError, Value, type Spec } from '@sluice/math';
import { checkConstants } from './constants.js';
import type { Cell, SequenceContext, SequenceLayer, StepContext, StepResult } from './cell.js';
import { describeSpec, sameSpec } from './specs.js';

/** Throws unless a definition has the parts that none can do without. */
export function checkParts(definition: {
  readonly kind: unknown;
  readonly state: unknown;
  readonly params: unknown;
  readonly step: unknown;
}): void {
  const example =
    "`defineCell({ kind: 'mine', state: ({ hiddenSize }) => ({ h: [hiddenSize] }), params: …, step: … })`";
  const { kind } = definition;
  if (typeof kind !== 'string' || kind === '') {
    throw new ArgumentError(
      `defineCell: kind must be the cell's name, but is ${describeAny(kind)}: ${example}.`,
    );
  }
  for (const part of ['state', 'params', 'step'] as const) {
    if (typeof definition[part] === 'function') continue;
    throw new ArgumentError(
      `defineCell: ${part} must be a function, but is ${describeAny(definition[part])}: ${example}.`,
    );
  }
}

/** Throws unless every shape that follows from a cell's options is one. */
export function checkDefinition({ options, input, state, params }: SequenceLayer): void {
  const shapes = [
    ...(input ? [{ what: 'the input', shape: input.shape }] : []),
    ...Object.entries(state).map(([name, shape]) => ({ what: `state "${name}"`, shape })),
    ...Object.entries(params).map(([name, { shape }]) => ({ what: `parameter "${name}"`, shape })),
  ];
  for (const { what, shape } of shapes) {
    if (!Array.isArray(shape)) {
      throw new ArgumentError(
        `${what} must have a shape, such as [hiddenSize], but it is ${describeAny(shape)}.`,
      );
    }
    if (shape.every((extent) => Number.isSafeInteger(extent) && extent > 0)) continue;
    throw new ArgumentError(
      `The options give ${what} the shape ${formatShape(shape)}, but sizes are positive integers. ` +
        `The options are ${JSON.stringify(options)}.`,
    );
  }
}

/** Throws unless a step's input, state and parameters fit the cell. */
export function checkStep<S extends string>(
  cell: Cell<S>,
  { x, state, params, constants }: StepContext<S>,
): void {
  checkInput(cell, x, ['batch'], 'step');
  checkState(cell, state, x.shape[0]!, 'step');
  checkParams(cell, params, 'step');
  // what is prepared is the cell's own matter
  if (!cell.prepare) checkConstants('step', cell, constants, x.shape[0]);
}

/** Throws unless a sequence, its state and its parameters fit the layer. */
export function checkSequence<S extends string>(
  layer: SequenceLayer<S>,
  { x, state, params, constants, lengths, delta }: SequenceContext<S>,
): void {
  checkInput(layer, x, ['time', 'batch'], 'unroll');
  const [time, batch] = x.shape as [number, number];
  checkState(layer, state, batch, 'unroll');
  checkParams(layer, params, 'unroll');
  checkConstants('unroll', layer, constants, batch);
  if (lengths) expectSpec('unroll: lengths', lengths, { shape: [batch], dtype: 'i32' });
  if (delta) expectSpec('unroll: delta', delta, { shape: [time, batch], dtype: 'f32' });
}

/** Throws unless a step returned an output for each row and a state that the next step can take. */
export function checkStepResult<S extends string>(
  cell: Cell<S>,
  { x, state: before }: StepContext<S>,
  result: StepResult<S>,
): void {
  checkIsResult(result);
  const { output, state } = result;
  if (output.shape[0] !== x.shape[0]) {
    throw new ShapeError(
      `step: the returned output must be [${x.shape[0]!}, …], a row for each of the batch, but is ${describeSpec(output)}.`,
    );
  }
  const names = Object.keys(cell.state) as S[];
  for (const name of names) {
    if (state[name] === undefined) throw new ArgumentError(`step: returns no state "${name}".`);
    checkIsValue(`the returned state "${name}"`, state[name]);
    expectSpec(`step: the returned state "${name}"`, state[name], before[name]);
  }
  const unknown = Object.keys(state).find((name) => !(name in cell.state));
  if (unknown !== undefined) {
    throw new ArgumentError(
      `step: returns a state "${unknown}", but the cell's state is ${listNames(names)}.`,
    );
  }
}

/** Throws unless a step returned something of the right form; who writes JavaScript is not told by types. */
function checkIsResult(result: unknown): void {
  const form = '`return { output, state: { … } }`';
  if (typeof result !== 'object' || result === null) {
    throw new ArgumentError(`step: must ${form}, but returned ${describeAny(result)}.`);
  }
  const { output, state, gates = {} } = result as Readonly<Record<string, unknown>>;
  if (output === undefined) throw new ArgumentError(`step: must ${form}, but returned no output.`);
  checkIsValue('the returned output', output);
  if (typeof state !== 'object' || state === null) {
    throw new ArgumentError(`step: must ${form}, but returned ${describeAny(state)} as its state.`);
  }
  for (const [name, gate] of Object.entries(gates as object)) checkIsValue(`gate "${name}"`, gate);
}

function checkIsValue(what: string, value: unknown): void {
  if (value instanceof Value) return;
  throw new ArgumentError(
    `step: ${what} must be a Value, as operations on x and the state give, but is ${describeAny(value)}.`,
  );
}

/** What something is that was to be something else. */
const describeAny = (value: unknown): string => {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'function') return 'a function';
  return typeof value === 'object' && value !== null ? 'an object' : (JSON.stringify(value) ?? 'undefined');
};

function checkInput({ input }: SequenceLayer, x: Spec, leading: readonly string[], use: string): void {
  const fits =
    x.shape.length >= leading.length &&
    (!input || (x.dtype === input.dtype && sameShape(x.shape.slice(leading.length), input.shape)));
  if (fits) return;
  const expected = input
    ? `${input.dtype}[${[...leading, ...input.shape].join(', ')}]`
    : `[${leading.join(', ')}, …]`;
  throw new ShapeError(`${use}: the input must be ${expected}, but is ${describeSpec(x)}.`);
}

function checkState(
  { state: expected }: SequenceLayer,
  state: Readonly<Record<string, Spec>>,
  batch: number,
  use: string,
): void {
  for (const [name, shape] of Object.entries(expected)) {
    const value = state[name];
    if (!value) {
      throw new ArgumentError(
        `${use}: no state "${name}" came; the cell's state is ${listNames(Object.keys(expected))}.`,
      );
    }
    expectSpec(`${use}: state "${name}"`, value, { shape: [batch, ...shape], dtype: 'f32' });
  }
}

/** Throws unless the parameters are those of a layer. */
export function checkParams(
  { params: expected }: SequenceLayer,
  params: Readonly<Record<string, Spec>>,
  use: string,
): void {
  for (const [name, { shape }] of Object.entries(expected)) {
    const value = params[name];
    if (!value) {
      throw new ArgumentError(
        `${use}: no parameter "${name}" came; the cell's parameters are ${listNames(Object.keys(expected))}.`,
      );
    }
    expectSpec(`${use}: parameter "${name}"`, value, { shape, dtype: 'f32' });
  }
}

function expectSpec(what: string, value: Spec, expected: Spec): void {
  if (sameSpec(value, expected)) return;
  throw new ShapeError(`${what} must be ${describeSpec(expected)}, but is ${describeSpec(value)}.`);
}

const listNames = (names: readonly string[]): string =>
  names.length > 0 ? names.map((name) => `"${name}"`).join(', ') : 'empty';
