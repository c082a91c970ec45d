import type { SequenceLayer } from '@sluice/cell';
import { sizeOf, type Tensor } from '@sluice/math';
import type { Backend } from './backend.js';
import { checkState } from './checks.js';
import { followParams } from './follow-params.js';
import { forwardProgram } from './forward.js';
import { compileGroups, type GroupedExecutable } from './grouped-program.js';
import type { ParameterStore } from './parameter-store.js';
import { createCache } from './program-cache.js';
import { checkInputs, writeInputs, type SequenceInputs } from './sequence-inputs.js';

/** A state as plain data: `[batch, …]` for each of its names. */
export type StateTensors<S extends string = string> = Readonly<Record<S, Tensor<'f32'>>>;

/** How a prediction starts, where its rows end, and what its steps read beside their input. */
export interface PredictOptions<S extends string = string> extends SequenceInputs {
  /** The state before the first step; zeros by default. */
  readonly state?: StateTensors<S> | undefined;
}

/** What a prediction gives. */
export interface Prediction<S extends string = string> {
  /** Outputs of all steps, `[batch, time, …]`; `[batch, …]` when the model keeps one step only. */
  readonly output: Tensor<'f32'>;
  /** The state after the last valid step, to carry on with. */
  readonly state: StateTensors<S>;
}

/** A prediction, and what the cells show of themselves on the way. */
export interface Inspection<S extends string = string> extends Prediction<S> {
  /** Each gate over time, `[batch, time, …]`. */
  readonly gates: Readonly<Record<string, Tensor<'f32'>>>;
}

/** Runs a layer over batches of sequences. */
export type Forward<S extends string> = (
  where: string,
  x: Tensor,
  options: PredictOptions<S>,
  capture: boolean,
) => Promise<Inspection<S>>;

/** How many programs, one for each shape of input, a model keeps ready. */
const keptPrograms = 8;

/** Makes the function behind `predict` and `inspect`, which compiles one program for each shape of input. */
export function createForward<S extends string>(
  layer: SequenceLayer<S>,
  store: ParameterStore,
  backend: Backend,
): Forward<S> {
  const cache = createCache<Prepared>(keptPrograms);
  return async (where, x, { state, ...inputs }, capture) => {
    const form = checkInputs(where, layer, x, inputs);
    if (state) checkState(where, layer, state, form.size.batch);
    const { executable, refresh } = await cache.get(JSON.stringify({ form, capture }), async () => {
      const program = forwardProgram(layer, { ...form, capture });
      const compiled = await compileGroups(backend, program, { constant: ['params'] });
      return { executable: compiled, refresh: followParams(compiled, store) };
    });

    // Nothing is awaited from here on: calls that share a program do not mix their numbers.
    refresh();
    writeInputs(executable, x, inputs);
    writeState(executable, layer, state);
    executable.run();
    return {
      output: copy(executable.outputs['results']!['output']!),
      state: copyTensors(executable.outputs['state']!) as StateTensors<S>,
      gates: copyTensors(executable.outputs['gates']!),
    };
  };
}

interface Prepared {
  readonly executable: GroupedExecutable;
  readonly refresh: () => void;
}

/** Writes a state into an executable; zeros when there is none. */
export function writeState(
  executable: GroupedExecutable,
  layer: SequenceLayer,
  state: StateTensors | undefined,
): void {
  for (const name of Object.keys(layer.state)) {
    const { shape } = executable.inputs['state']![name]!;
    executable.write('state', name, state ? state[name]!.data : new Float32Array(sizeOf(shape)));
  }
}

/** A tensor of one's own: what an executable shows changes with its next run. */
export const copy = ({ shape, data }: Tensor): Tensor<'f32'> => ({
  shape,
  dtype: 'f32',
  data: Float32Array.from(data),
});

/** Copies of tensors, by name. */
export const copyTensors = (tensors: Readonly<Record<string, Tensor>>): Record<string, Tensor<'f32'>> =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, copy(tensor)]));
