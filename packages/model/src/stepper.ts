import { isCell, type SequenceLayer } from '@sluice/cell';
import { ArgumentError, type Spec, type Tensor } from '@sluice/math';
import type { Backend } from './backend.js';
import { followParams } from './follow-params.js';
import { noRandomness, paramSpecs, stateSpecs } from './forward.js';
import { compileGroupsSync, traceGroups, type GroupedProgram, type GroupOptions } from './grouped-program.js';
import type { ParameterStore } from './parameter-store.js';
import { copy, type StateTensors } from './predict.js';
import type { StepInput } from './step-input.js';

/** The state of a sequence, or of several row by row: an array for each of its names, in their order. */
export type StateArrays = readonly Float32Array[];

/** What is the same in all steps of a sequence, or of several row by row, in the order of its names. */
export type ConstantArrays = readonly (Float32Array | Int32Array)[];

/** Numbers of one row, or of several row by row, where they stand in a compiled step: views of its memory. */
export interface StepMemory {
  readonly x: Float32Array | Int32Array;
  /** Time since the step before. */
  readonly delta: Float32Array;
  readonly constants: ConstantArrays;
  /** The state before the step, and the one after it. */
  readonly before: StateArrays;
  readonly after: StateArrays;
  readonly output: Float32Array;
}

/** One step of a layer, compiled for a number of rows that are computed at once. */
export interface Stepper {
  readonly input: StepInput;
  readonly whole: StepMemory;
  readonly rows: readonly StepMemory[];
  /** Computes all rows with the newest weights. */
  run(this: void): void;
}

/** What a step is compiled for. */
export interface StepperOptions extends Pick<GroupOptions, 'carried'> {
  readonly rows: number;
  /** Shape and dtype of each constant as the step reads it, with a batch of 1; none by default. */
  readonly constants?: Readonly<Record<string, Spec>>;
}

/** Compiles one step of a layer for a number of rows. */
export function createStepper(
  layer: SequenceLayer,
  store: ParameterStore,
  backend: Backend,
  { rows, constants, carried = [] }: StepperOptions,
): Stepper {
  const { input, program } = stepProgram(layer, rows, constants);
  const executable = compileGroupsSync(backend, program, { constant: ['params'], carried });
  const refresh = followParams(executable, store);
  const stateOf = (tensors: Readonly<Record<string, Tensor>>): StateArrays =>
    Object.keys(layer.state).map((name) => tensors[name]!.data as Float32Array);
  const { inputs, outputs } = executable;
  const delta = inputs['data']!['delta']!.data as Float32Array;
  delta.fill(1);
  const whole = {
    x: inputs['data']!['x']!.data,
    delta,
    constants: Object.values(inputs['constants']!).map(({ data }) => data),
    before: stateOf(inputs['state']!),
    after: stateOf(outputs['state']!),
    output: outputs['results']!['output']!.data as Float32Array,
  };
  return {
    input,
    whole,
    rows: Array.from({ length: rows }, (_, row) => ({
      x: rowOf(whole.x, row, rows),
      delta: rowOf(whole.delta, row, rows),
      constants: whole.constants.map((part) => rowOf(part, row, rows)),
      before: whole.before.map((part) => rowOf(part, row, rows)),
      after: whole.after.map((part) => rowOf(part, row, rows)),
      output: rowOf(whole.output, row, rows),
    })),
    run: () => {
      refresh();
      executable.run();
    },
  };
}

/** A view of one of several rows. */
export function rowOf<T extends Float32Array | Int32Array>(data: T, row: number, rows: number): T {
  const width = data.length / rows;
  return data.subarray(row * width, (row + 1) * width) as T;
}

/** Makes room for as much state as stands in a step's memory: zeros. */
export function createState({ before }: StepMemory): StateArrays {
  // One buffer for all of it, since each costs the engine far more than a view.
  const { buffer } = new Float32Array(before.reduce((sum, { length }) => sum + length, 0));
  let used = 0;
  return before.map(({ length }) => {
    const part = new Float32Array(buffer, used, length);
    used += part.byteLength;
    return part;
  });
}

/** Copies a state from one place to another. */
export function copyState(from: StateArrays, to: StateArrays): void {
  for (let i = 0; i < from.length; i++) to[i]!.set(from[i]!);
}

/** A state of one sequence as plain data, `[1, …]` for each name. */
export function readState<S extends string>(
  { state }: SequenceLayer<S>,
  arrays: StateArrays,
): StateTensors<S> {
  const entries = Object.entries(state).map(([name, shape], i) => [
    name,
    copy({ shape: [1, ...(shape as readonly number[])], dtype: 'f32', data: arrays[i]! }),
  ]);
  return Object.fromEntries(entries) as StateTensors<S>;
}

/** Takes over a state that has been checked; zeros when there is none. */
export function writeState(
  { state }: SequenceLayer,
  arrays: StateArrays,
  given: Readonly<Record<string, Tensor>> | undefined,
): void {
  Object.keys(state).forEach((name, i) => (given ? arrays[i]!.set(given[name]!.data) : arrays[i]!.fill(0)));
}

/** Traces one step of a layer for a number of rows. */
export function stepProgram(
  layer: SequenceLayer,
  rows: number,
  constants: Readonly<Record<string, Spec>> = {},
): {
  readonly input: StepInput;
  readonly program: GroupedProgram;
} {
  const { input } = layer;
  if (!isCell(layer)) {
    throw new ArgumentError(
      `stream: ${layer.kind} needs the whole sequence at once and cannot be stepped; use predict.`,
    );
  }
  if (!input) {
    throw new ArgumentError(
      `stream: ${layer.kind} takes any input, so the size of a step is not known; ` +
        `put it behind a layer that has an input size.`,
    );
  }
  const program = traceGroups(
    {
      params: paramSpecs(layer),
      state: stateSpecs(layer, rows),
      data: {
        x: { shape: [rows, ...input.shape], dtype: input.dtype },
        delta: { shape: [rows], dtype: 'f32' },
      },
      constants: Object.fromEntries(
        Object.entries(constants).map(([name, { shape, dtype }]) => [
          name,
          { shape: [rows, ...shape.slice(1)], dtype },
        ]),
      ),
    },
    ({ params, state, data: { x, delta }, constants: read }) => {
      const surroundings = { params, constants: read, training: false, key: noRandomness };
      const result = layer.step({ ...surroundings, x: x!, delta, state });
      return { results: { output: result.output }, state: result.state };
    },
  );
  return { input: { ...input, limit: limitOf(program) }, program };
}

/** How many rows the smallest table has that `data.x` selects from; Infinity where it does not. */
function limitOf({ program, inputs }: GroupedProgram): number {
  const x = program.inputs[inputs['data']!['x']!];
  const tables = program.equations.filter(({ op, inputs }) => op === 'gather' && inputs[1] === x);
  return Math.min(...tables.map(({ inputs }) => inputs[0]!.shape[0]!));
}
