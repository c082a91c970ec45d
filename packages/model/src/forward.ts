import type { SequenceLayer } from '@sluice/cell';
import type { RandomKey, Spec, Value } from '@sluice/math';
import type { SequenceSize } from './checks.js';
import { traceGroups, type GroupedProgram } from './grouped-program.js';

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

/** Time first becomes batch first, and the other way round. */
export const swapTime = (value: Value): Value =>
  value.transpose(value.shape.map((_, axis) => (axis < 2 ? 1 - axis : axis)));

/** Nothing is drawn outside of training, but a layer is always given a key. */
export const noRandomness: RandomKey = { seed: 0, step: 0 };

/** What a forward program is made for. */
export interface ForwardRequest {
  readonly size: SequenceSize;
  /** Shape and dtype of one step of one row. */
  readonly input: Spec;
  /** Whether rows have lengths of their own. */
  readonly lengths: boolean;
  /** Whether to return the gates. */
  readonly capture: boolean;
}

/**
 * Traces a layer over a batch of sequences. Inputs: `params`, `state` and `data` (`x` and, if asked for, `lengths`).
 * Outputs: `results.output`, `state` and, if asked for, `gates`. The batch comes first in all of them.
 */
export function forwardProgram(
  layer: SequenceLayer,
  { size: { batch, time }, input, lengths, capture }: ForwardRequest,
): GroupedProgram {
  const data: Record<string, Spec> = {
    x: { shape: [batch, time, ...input.shape], dtype: input.dtype },
    ...(lengths ? { lengths: { shape: [batch], dtype: 'i32' } } : {}),
  };
  return traceGroups(
    { params: paramSpecs(layer), state: stateSpecs(layer, batch), data },
    ({ params, state, data }) => {
      const result = layer.unroll({
        x: swapTime(data['x']!),
        state,
        params,
        lengths: data['lengths'],
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
