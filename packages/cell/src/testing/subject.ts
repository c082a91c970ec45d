import type { Spec, Values } from '@sluice/math';
import { ArgumentError } from '@sluice/math';
import type { Cell, SequenceLayer } from '../cell.js';
import { mapValues, prefixed, under } from '../names.js';
import { prepareConstants } from '../prepare.js';
import { compute, type Backend } from './compute.js';
import { drawNumbers, type NamedNumbers } from './numbers.js';

/** How a layer is tried out. */
export interface ConformanceOptions {
  /** One step's input without the batch; needed for a layer that takes any. */
  readonly input?: Spec;
  /** What indices stay below, for a layer whose input is i32; 2 by default. */
  readonly indices?: number;
  /** Constants that the layer reads, without the batch. */
  readonly constants?: Readonly<Record<string, Spec>>;
  /** What its inputs and parameters are drawn from. */
  readonly seed?: number;
  /** What else must give the reference evaluator's numbers; the compiler by default. */
  readonly backends?: readonly Backend[];
}

/** A layer with numbers to run it on: `x`, `delta`, `params.…`, `state.…` and `constants.…`. */
export interface Subject {
  readonly layer: SequenceLayer;
  readonly time: number;
  readonly batch: number;
  readonly data: NamedNumbers;
}

/** Draws numbers for everything that a layer reads. */
export function createSubject(
  layer: SequenceLayer,
  { input = layer.input, indices = 2, constants = {}, seed = 1 }: ConformanceOptions,
): Subject {
  if (!input) {
    throw new ArgumentError(
      `conformance: ${layer.kind} takes any input, so say on which to try it: { input: { shape, dtype } }.`,
    );
  }
  const [time, batch] = [4, 3];
  const float = (...shape: number[]): Spec => ({ shape, dtype: 'f32' });
  const specs: Readonly<Record<string, Spec>> = {
    x: { shape: [time, batch, ...input.shape], dtype: input.dtype },
    delta: float(time, batch),
    ...prefixed(
      'params',
      mapValues(layer.params, ({ shape }) => float(...shape)),
    ),
    ...prefixed(
      'state',
      mapValues(layer.state, (shape) => float(batch, ...shape)),
    ),
    ...prefixed(
      'constants',
      mapValues(constants, ({ shape, dtype }) => ({ shape: [batch, ...shape], dtype })),
    ),
  };
  const drawn = mapValues(specs, (spec, name) =>
    drawNumbers(spec, seed + Object.keys(specs).indexOf(name), indices),
  );
  const delta = { ...drawn['delta']!, data: drawn['delta']!.data.map((x: number) => x + 1) };
  return { layer, time, batch, data: { ...drawn, delta } };
}

/** How a subject is run. */
export interface RunOptions {
  readonly training?: boolean;
  readonly capture?: boolean;
  readonly reverse?: boolean;
  readonly backend?: Backend;
}

const key = { seed: 7, step: 3 };

/** What is the same in a sequence and in a step. */
const surroundings = (values: Values, training: boolean) => ({
  x: values['x']!,
  delta: values['delta'],
  mask: values['mask'],
  params: under('params', values),
  state: under('state', values),
  constants: under('constants', values),
  training,
  key,
});

/** The layer over a sequence, as a function of named values. */
export const unrolled =
  (layer: SequenceLayer, { training = false, capture = false, reverse = false }: RunOptions = {}) =>
  (values: Values): Values => {
    const { output, state, gates } = layer.unroll({
      ...surroundings(values, training),
      lengths: values['lengths'],
      perturbation: under('perturbation', values),
      capture,
      reverse,
    });
    return { output, ...prefixed('state', state), ...prefixed('gates', gates) };
  };

/** One step of a cell, as a function of named values. */
export const stepped =
  (cell: Cell) =>
  (values: Values): Values => {
    const context = surroundings(values, false);
    const {
      output,
      state,
      gates = {},
    } = cell.step({ ...context, constants: prepareConstants(cell, context) });
    return { output, ...prefixed('state', state), ...prefixed('gates', gates) };
  };

/** Runs a layer over a sequence of numbers. */
export const runUnrolled = (
  layer: SequenceLayer,
  data: NamedNumbers,
  { backend, ...options }: RunOptions = {},
): NamedNumbers => compute(data, unrolled(layer, options), backend);

/** Runs one step of a cell on numbers. */
export const runStep = (cell: Cell, data: NamedNumbers, { backend }: RunOptions = {}): NamedNumbers =>
  compute(data, stepped(cell), backend);
