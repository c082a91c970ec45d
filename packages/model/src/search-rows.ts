import type { SequenceLayer } from '@sluice/cell';
import { ArgumentError, type Tensor } from '@sluice/math';
import type { Backend } from './backend.js';
import { checkState } from './checks.js';
import type { ParameterStore } from './parameter-store.js';
import { createPreparation, type Preparation } from './preparation.js';
import { checkConstantTensors, constantForms, type Constants } from './sequence-inputs.js';
import { createStepper, writeState, type Stepper } from './stepper.js';

/** What rows start with. */
export interface SearchRowsOptions {
  /** How many rows there are. */
  readonly rows: number;
  /** What the layer reads in every step, `[1, …]` by name. */
  readonly constants?: Constants | undefined;
  /** What all of them go on from, `[1, …]` for each name; zeros by default. */
  readonly state?: Readonly<Record<string, Tensor>> | undefined;
}

/**
 * Rows that try out how one sequence might go on, and are computed at once: each may take over from any other. Nothing is
 * allocated while they step.
 */
export interface SearchRows {
  /** The token that each row reads in the next step. */
  readonly tokens: Int32Array;
  /** What each row gave in the last step; the next one overwrites it. */
  readonly outputs: readonly Float32Array[];
  /** Takes a step with all rows. */
  step(): void;
  /** Lets each of the first rows go on from where another stands after the last step: row i from `parents[i]`. */
  follow(parents: ArrayLike<number>, count: number): void;
  /** Hands back what they are computed with, for others to use; they can step no more. */
  release(): void;
}

/** A compiled step for some rows, which one search uses at a time. */
interface Prepared {
  readonly key: string;
  readonly stepper: Stepper;
  readonly preparation: Preparation;
}

/** Compiled steps that no search uses now, the newest last. */
const unused = new WeakMap<ParameterStore, Prepared[]>();

const kept = 8;

/**
 * Makes rows of a model that takes tokens.
 *
 * @throws ArgumentError when it takes anything else, or needs the whole sequence at once.
 */
export function createSearchRows(
  where: string,
  {
    layer,
    store,
    backend,
  }: { readonly layer: SequenceLayer; readonly store: ParameterStore; readonly backend: Backend },
  { rows, constants = {}, state }: SearchRowsOptions,
): SearchRows {
  const { kind, input } = layer;
  if (input && (input.dtype !== 'i32' || input.shape.length > 0)) {
    throw new ArgumentError(
      `${where}: the model must take tokens, i32[batch, time], which ${kind} does not.`,
    );
  }
  checkConstantTensors(where, layer, constants, 1);
  if (state) checkState(where, layer, state, 1);
  const prepared = take(layer, store, backend, rows, constants);
  const { stepper, preparation } = prepared;
  const values = preparation.run(constants);
  const names = Object.keys(preparation.specs);
  for (const row of stepper.rows) {
    names.forEach((name, i) => row.constants[i]!.set(values[name]!.data));
    writeState(layer, row.before, state);
  }
  const places = stepper.rows.map(({ before, after }) => ({ before, after }));
  return {
    tokens: stepper.whole.x as Int32Array,
    outputs: stepper.rows.map(({ output }) => output),
    step: stepper.run,
    follow: (parents, count) => {
      for (let i = 0; i < count; i++) {
        const { before } = places[i]!;
        const { after } = places[parents[i]!]!;
        for (let k = 0; k < before.length; k++) before[k]!.set(after[k]!);
      }
    },
    release: () => {
      // what is out of range must not stay behind in a row that the next search does not fill
      stepper.whole.x.fill(0);
      const free = unused.get(store) ?? [];
      unused.set(store, [...free, prepared].slice(-kept));
    },
  };
}

function take(
  layer: SequenceLayer,
  store: ParameterStore,
  backend: Backend,
  rows: number,
  constants: Constants,
): Prepared {
  const forms = constantForms(constants);
  const key = JSON.stringify({ rows, forms });
  const free = unused.get(store) ?? [];
  const found = free.find((entry) => entry.key === key);
  if (found) {
    unused.set(
      store,
      free.filter((entry) => entry !== found),
    );
    return found;
  }
  const preparation = createPreparation(layer, store, backend, forms);
  const stepper = createStepper(layer, store, backend, { rows, constants: preparation.specs });
  return { key, stepper, preparation };
}
