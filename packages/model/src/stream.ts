import { isCell, type SequenceLayer } from '@sluice/cell';
import { tensor, type Tensor } from '@sluice/math';
import type { Backend } from './backend.js';
import { checkState } from './checks.js';
import type { GroupOptions } from './grouped-program.js';
import type { ParameterStore } from './parameter-store.js';
import type { StateTensors } from './predict.js';
import { createPreparation, type Preparation } from './preparation.js';
import { createSyncCache } from './program-cache.js';
import { checkConstantTensors, constantForms, type Constants } from './sequence-inputs.js';
import { checkStepDelta, checkStepInput } from './step-input.js';
import {
  copyState,
  createState,
  createStepper,
  readState,
  writeState,
  type ConstantArrays,
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
   * @param delta - time since the step before, for cells that know irregular steps; 1 by default.
   * @returns the output. It is the same array each time, which this stream's next step overwrites: copy what is to be kept.
   * @throws ShapeError when the input does not hold as many numbers as a step takes; IndexError when a token is out of range.
   */
  step(input: ArrayLike<number> | number, delta?: number): Float32Array;
}

/** What a stream reads beside its inputs. */
export interface StreamOptions {
  /** What the layer reads in every step, such as the `source` of an encoder, `[1, …]` by name. */
  readonly constants?: Constants | undefined;
}

/** What becomes of the groups of a stream's program between steps. */
export const streamGroups = { constant: ['params'], carried: ['state'] } satisfies GroupOptions;

/** What belongs to one stream, and stands in the compiled step while it runs. */
interface Own {
  readonly state: StateArrays;
  readonly constants: ConstantArrays;
}

/** A compiled step, and whose numbers stand in it: a stream alone copies none. */
interface Shared {
  readonly preparation: Preparation;
  readonly stepper: Stepper;
  resident: Own | undefined;
}

/** How many compiled steps, one for each form of constants, a model keeps ready. */
const keptSteps = 8;

/** Makes what makes streams: all of them share one compiled step with its weights, and own no more than their state. */
export function createStreams<S extends string>(
  layer: SequenceLayer<S>,
  store: ParameterStore,
  backend: Backend,
): (options?: StreamOptions) => Stream<S> {
  const steps = createSyncCache<Shared>(keptSteps);
  return ({ constants = {} } = {}) => {
    if (isCell(layer)) checkConstantTensors('stream', layer, constants, 1);
    const forms = constantForms(constants);
    const shared = steps.get(JSON.stringify(forms), () => {
      const preparation = createPreparation(layer, store, backend, forms);
      const stepper = createStepper(layer, store, backend, {
        rows: 1,
        constants: preparation.specs,
        ...streamGroups,
      });
      return { preparation, stepper, resident: undefined };
    });
    // copies: they are read again once the weights have changed
    const kept = Object.entries(constants).map(([name, { shape, data }]) => [
      name,
      tensor(data.slice(), shape),
    ]);
    return createStream(layer, store, shared, Object.fromEntries(kept) as Constants);
  };
}

function createStream<S extends string>(
  layer: SequenceLayer<S>,
  store: ParameterStore,
  shared: Shared,
  constants: Constants,
): Stream<S> {
  const { input, whole, run } = shared.stepper;
  const { preparation } = shared;
  const own: Own = {
    state: createState(whole),
    constants: whole.constants.map((part) => part.slice()),
  };
  const output = new Float32Array(whole.output.length);
  const current = (): StateArrays => (shared.resident === own ? whole.before : own.state);
  let version = -1;
  const prepare = (): void => {
    const prepared = preparation.run(constants);
    Object.keys(preparation.specs).forEach((name, i) => own.constants[i]!.set(prepared[name]!.data));
    version = store.version;
    if (shared.resident === own) copyConstants(own.constants, whole.constants);
  };
  prepare();
  return {
    step: (given, delta = 1) => {
      const numbers = checkStepInput('stream.step', given, input);
      checkStepDelta('stream.step', delta);
      if (preparation.computes && version !== store.version) prepare();
      if (shared.resident !== own) {
        if (shared.resident) copyState(whole.before, shared.resident.state);
        copyState(own.state, whole.before);
        copyConstants(own.constants, whole.constants);
        shared.resident = own;
      }
      whole.x.set(numbers);
      whole.delta[0] = delta;
      run();
      output.set(whole.output);
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
}

function copyConstants(from: ConstantArrays, to: ConstantArrays): void {
  for (let i = 0; i < from.length; i++) to[i]!.set(from[i]!);
}
