import type { SequenceLayer } from '@sluice/cell';
import type { RandomKey, Spec } from '@sluice/math';
import { traceGroups, type GroupedProgram } from './grouped-program.js';
import { contextOf, inputSpecs, swapTime, type SequenceForm } from './sequence-inputs.js';

/** Shape and dtype of each parameter of a layer. */
export const paramSpecs = (layer: SequenceLayer): Record<string, Spec> =>
  Object.fromEntries(
    Object.entries(layer.params).map(([name, { shape }]) => [name, { shape, dtype: 'f32' }]),
  );

/** Shape and dtype of each part of a layer's state for a batch. */
export const stateSpecs = (layer: SequenceLayer, batch: number): Record<string, Spec> =>
  Object.fromEntries(
    Object.entries(layer.state).map(([name, shape]) => [name, { shape: [batch, ...shape], dtype: 'f32' }]),
  );

/** Nothing is drawn outside of training, but a layer is always given a key. */
export const noRandomness: RandomKey = { seed: 0, step: 0 };

/** What a forward program is made for. */
export interface ForwardRequest extends SequenceForm {
  /** Whether to return the gates. */
  readonly capture: boolean;
}

/**
 * Traces a layer over a batch of sequences. Inputs: `params`, `state`, `data` (`x` and, if asked for, `lengths` and `delta`) and
 * `constants`. Outputs: `results.output`, `state` and, if asked for, `gates`. The batch comes first in all of them.
 */
export function forwardProgram(layer: SequenceLayer, { capture, ...form }: ForwardRequest): GroupedProgram {
  return traceGroups(
    { params: paramSpecs(layer), state: stateSpecs(layer, form.size.batch), ...inputSpecs(form) },
    ({ params, state, data, constants }) => {
      const result = layer.unroll({
        ...contextOf(data, constants),
        state,
        params,
        capture,
        training: false,
        key: noRandomness,
      });
      return {
        results: { output: layer.manyToOne ? result.output : swapTime(result.output) },
        state: result.state,
        gates: Object.fromEntries(Object.entries(result.gates).map(([name, gate]) => [name, swapTime(gate)])),
      };
    },
  );
}
