import { isCell, type SequenceLayer } from '@sluice/cell';
import { ArgumentError, ShapeError, formatShape, sizeOf, type Spec } from '@sluice/math';
import type { Backend } from './backend.js';
import { checkState } from './checks.js';
import { followParams } from './follow-params.js';
import { noRandomness, paramSpecs, stateSpecs } from './forward.js';
import { compileGroupsSync, traceGroups, type GroupedProgram, type GroupOptions } from './grouped-program.js';
import type { ParameterStore } from './parameter-store.js';
import { copyTensors, writeState, type StateTensors } from './predict.js';

/** One sequence, step by step, with the state kept in between. */
export interface Stream<S extends string = string> {
  /** The state as plain data, `[1, …]` for each name: a copy to keep, and to put back. */
  state: StateTensors<S>;
  /**
   * Takes the next step, at once and without allocating.
   *
   * @param input - the numbers of one step in row-major order; a single number where the model takes a scalar, such as a
   * token.
   * @returns the output. It is the same array each time, which the next step overwrites: copy what is to be kept.
   * @throws ShapeError when the input does not hold as many numbers as a step takes.
   */
  step(input: ArrayLike<number> | number): Float32Array;
  /** Starts again from zeros. */
  reset(): void;
}

/** What becomes of the groups of a stream's program between steps. */
export const streamGroups: GroupOptions = { constant: ['params'], carried: ['state'] };

/** Makes a stream: compiles one step for a batch of one. */
export function createStream<S extends string>(
  layer: SequenceLayer<S>,
  store: ParameterStore,
  backend: Backend,
): Stream<S> {
  const { input, program } = stepProgram(layer);
  const executable = compileGroupsSync(backend, program, streamGroups);
  const refresh = followParams(executable, store);
  const output = executable.outputs['results']!['output']!.data as Float32Array;
  const single = [0];
  writeState(executable, layer, undefined);
  return {
    step: (given) => {
      let numbers: ArrayLike<number>;
      if (typeof given === 'number') {
        single[0] = given;
        numbers = single;
      } else {
        numbers = given;
      }
      checkStepInput(numbers, input);
      refresh();
      executable.write('data', 'x', numbers);
      executable.run();
      return output;
    },
    get state() {
      return copyTensors(executable.inputs['state']!) as StateTensors<S>;
    },
    set state(state) {
      checkState('stream.state', layer, state, 1);
      writeState(executable, layer, state);
    },
    reset: () => writeState(executable, layer, undefined),
  };
}

/** Traces one step of a layer for a batch of one. */
export function stepProgram(layer: SequenceLayer): {
  readonly input: Spec;
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
      state: stateSpecs(layer, 1),
      data: { x: { shape: [1, ...input.shape], dtype: input.dtype } },
    },
    ({ params, state, data }) => {
      const result = layer.step({ x: data.x!, state, params, training: false, key: noRandomness });
      return { results: { output: result.output }, state: result.state };
    },
  );
  return { input, program };
}

function checkStepInput(numbers: ArrayLike<number>, { shape, dtype }: Spec): void {
  const size = sizeOf(shape);
  if (numbers.length !== size) {
    throw new ShapeError(
      `stream.step: one step takes ${size} numbers, ${dtype}${formatShape(shape)}, but ${numbers.length} came.`,
    );
  }
  for (let i = 0; i < size; i++) {
    const number = numbers[i]!;
    const fits = dtype === 'i32' ? (number | 0) === number : number - number === 0;
    if (!fits) {
      throw new ArgumentError(
        `stream.step: the input holds ${number} at position ${i}, but must hold ` +
          `${dtype === 'i32' ? '32-bit integers' : 'finite numbers'}.`,
      );
    }
  }
}
