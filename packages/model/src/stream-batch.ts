import type { SequenceLayer } from '@sluice/cell';
import { ArgumentError, sizeOf, type Tensor } from '@sluice/math';
import type { Backend } from './backend.js';
import { createPlaces, type Places } from './batch-places.js';
import { checkState } from './checks.js';
import type { ParameterStore } from './parameter-store.js';
import type { StateTensors } from './predict.js';
import { checkConstantTensors } from './sequence-inputs.js';
import { checkStepDelta, checkStepInput, type StepInput } from './step-input.js';
import { createStepper, readState, writeState, type Stepper } from './stepper.js';
import type { Stateful } from './stream.js';

export interface StreamBatchOptions {
  /**
   * How many rows are computed in one call; where more have an input, call follows call, and a last call that has fewer
   * costs as much as a full one. By default 4 while the weights take up no more than 4 MB, so that they stay in the cache
   * from call to call, and 32 beyond. The numbers do not depend on it.
   */
  readonly rowsAtOnce?: number | undefined;
}

/**
 * Streams of one model that are stepped at once. Rows join and leave at any time, there is no limit to their number, and
 * a step computes those that have an input. What comes out for a row does not depend on the others.
 *
 * @example
 * ```ts
 * const batch = model.streamBatch();
 * const row = batch.join();
 * row.write([1, 2]); // when its input comes
 * batch.step();
 * row.output;
 * const state = row.leave(); // for batch.join(state), now or in another process
 * ```
 */
export interface StreamBatch<S extends string = string> {
  /** Number of rows that have joined and not left. */
  readonly size: number;
  /**
   * Adds a row.
   *
   * @param state - what it goes on from, `[1, …]` for each name; zeros by default.
   * @throws ArgumentError or ShapeError when the state does not have the names and shapes of the layer's.
   */
  join(state?: Readonly<Record<string, Tensor>>): StreamRow<S>;
  /**
   * Takes a step with all rows that have an input, without allocating. The others keep their state and their output.
   *
   * @returns how many rows took the step.
   * @throws IndexError when a cell selects with an index that it has computed and that is out of range. The rows of that
   * call keep their state and lose their input; those that the step did not get to wait for the next.
   */
  step(): number;
}

/** One sequence in a batch of streams. */
export interface StreamRow<S extends string = string> extends Stateful<S> {
  /** The output of the row's last step; the same array each time, which the row's next step overwrites. */
  readonly output: Float32Array;
  /**
   * Copies the row's input for the batch's next step. A row that has none sits that step out.
   *
   * @param input - as `Stream.step` takes it, and so is `delta`.
   * @throws ArgumentError when the row has an input already; ShapeError and IndexError as `Stream.step`.
   */
  write(input: ArrayLike<number> | number, delta?: number): void;
  /**
   * Takes the row out of the batch, with the input that it may have.
   *
   * @returns its state, for a stream or another row to go on from.
   */
  leave(): StateTensors<S>;
}

/** Makes what makes batches: those that compute as many rows at once share one compiled step with its weights. */
export function createStreamBatches<S extends string>(
  layer: SequenceLayer<S>,
  store: ParameterStore,
  backend: Backend,
): (options?: StreamBatchOptions) => StreamBatch<S> {
  const steppers = new Map<number, Stepper>();
  return ({ rowsAtOnce: rows = defaultRows(layer) } = {}) => {
    if (!Number.isSafeInteger(rows) || rows < 1) {
      throw new ArgumentError(
        `streamBatch: rowsAtOnce must be an integer of at least 1, but got ${String(rows)}.`,
      );
    }
    checkConstantTensors('streamBatch', layer, {}, 1);
    const stepper = steppers.get(rows) ?? createStepper(layer, store, backend, { rows });
    steppers.set(rows, stepper);
    return createStreamBatch(layer, stepper);
  };
}

function defaultRows({ params }: SequenceLayer): number {
  const bytes = Object.values(params).reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0);
  return bytes <= 2 ** 22 ? 4 : 32;
}

function createStreamBatch<S extends string>(layer: SequenceLayer<S>, stepper: Stepper): StreamBatch<S> {
  const places = createPlaces(stepper);
  return {
    get size() {
      return places.size;
    },
    join: (state) => {
      if (state) checkState('streamBatch.join', layer, state, 1);
      return createRow(layer, stepper.input, places, state);
    },
    step: () => places.step(),
  };
}

function createRow<S extends string>(
  layer: SequenceLayer<S>,
  input: StepInput,
  places: Places,
  start: Readonly<Record<string, Tensor>> | undefined,
): StreamRow<S> {
  const place = places.take();
  const { x, delta, state, output } = place;
  writeState(layer, state, start);
  let present = true;
  const checkPresent = (where: string): void => {
    if (present) return;
    throw new ArgumentError(
      `${where}: the row has left its batch; join again with the state that leave gave.`,
    );
  };
  return {
    output,
    get state() {
      checkPresent('row.state');
      return readState(layer, state);
    },
    set state(given) {
      checkPresent('row.state');
      checkState('row.state', layer, given, 1);
      writeState(layer, state, given);
    },
    reset: () => {
      checkPresent('row.reset');
      writeState(layer, state, undefined);
    },
    write: (given, elapsed = 1) => {
      checkPresent('row.write');
      if (place.waits) {
        throw new ArgumentError(
          'row.write: the row has an input already; step the batch before the next one.',
        );
      }
      const numbers = checkStepInput('row.write', given, input);
      checkStepDelta('row.write', elapsed);
      x.set(numbers);
      delta[0] = elapsed;
      places.setWaits(place, true);
    },
    leave: () => {
      checkPresent('row.leave');
      present = false;
      places.free(place);
      return readState(layer, state);
    },
  };
}
