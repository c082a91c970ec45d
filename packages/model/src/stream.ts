import type { SequenceLayer } from '@sluice/cell';
import type { Tensor } from '@sluice/math';
import type { Backend } from './backend.js';
import { checkState } from './checks.js';
import type { GroupOptions } from './grouped-program.js';
import type { ParameterStore } from './parameter-store.js';
import type { StateTensors } from './predict.js';
import { checkStepInput } from './step-input.js';
import {
  copyState,
  createState,
  createStepper,
  readState,
  writeState,
  type StateArrays,
  type Stepper,
} from './stepper.js';

/** What holds the state of one sequence. */
export interface Stateful<S extends string = string> {
  /**
   * The state as plain data, `[1, …]` for each name: a copy to keep, to move to another process, and to put back.
   *
   * @throws ArgumentError or ShapeError when what is put in does not have the names and shapes of the layer's state.
   */
  get state(): StateTensors<S>;
  set state(state: Readonly<Record<string, Tensor>>);
  /** Starts again from zeros. */
  reset(): void;
}

/** One sequence, step by step, with the state kept in between. */
export interface Stream<S extends string = string> extends Stateful<S> {
  /**
   * Takes the next step, at once and without allocating.
   *
   * @param input - the numbers of one step in row-major order; a single number where the model takes a scalar, such as a
   * token.
   * @returns the output. It is the same array each time, which this stream's next step overwrites: copy what is to be kept.
   * @throws ShapeError when the input does not hold as many numbers as a step takes; IndexError when a token is out of range.
   */
  step(input: ArrayLike<number> | number): Float32Array;
}

/** What becomes of the groups of a stream's program between steps. */
export const streamGroups = { constant: ['params'], carried: ['state'] } satisfies GroupOptions;

/** Makes what makes streams: all of them share one compiled step with its weights, and own no more than their state. */
export function createStreams<S extends string>(
  layer: SequenceLayer<S>,
  store: ParameterStore,
  backend: Backend,
): () => Stream<S> {
  let stepper: Stepper | undefined;
  // The state that stands in the compiled step, until another stream steps: a stream alone copies none.
  let resident: StateArrays | undefined;
  return () => {
    stepper ??= createStepper(layer, store, backend, { rows: 1, ...streamGroups });
    const {
      input,
      whole: { x, before, output: computed },
      run,
    } = stepper;
    const own = createState(stepper.whole);
    const output = new Float32Array(computed.length);
    const current = (): StateArrays => (resident === own ? before : own);
    return {
      step: (given) => {
        const numbers = checkStepInput('stream.step', given, input);
        if (resident !== own) {
          if (resident) copyState(before, resident);
          copyState(own, before);
          resident = own;
        }
        x.set(numbers);
        run();
        output.set(computed);
        return output;
      },
      get state() {
        return readState(layer, current());
      },
      set state(state) {
        checkState('stream.state', layer, state, 1);
        writeState(layer, current(), state);
      },
      reset: () => writeState(layer, current(), undefined),
    };
  };
}
