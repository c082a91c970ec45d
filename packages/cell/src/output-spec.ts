import { SluiceError, trace, zeros, type Spec, type Values } from '@sluice/math';
import type { SequenceLayer } from './cell.js';
import { isCell } from './is-cell.js';
import { MissingConstantError } from './wrappers/memory.js';

/**
 * Shape and dtype of one step's output, without the batch, for a given input: found by tracing one step.
 *
 * @returns undefined where it cannot be known before the sequence comes, as when a cell reads constants.
 * @throws SluiceError what the layer throws when the input does not fit it.
 *
 * @example
 * ```ts
 * import { outputSpec } from '@sluice/cell';
 * import { lstm } from '@sluice/lstm';
 * const cell = lstm({ inputSize: 3, hiddenSize: 8, projectionSize: 4 });
 * outputSpec(cell, cell.input!); // { shape: [4], dtype: 'f32' }
 * ```
 */
export function outputSpec(layer: SequenceLayer, input: Spec): Spec | undefined {
  const leading = isCell(layer) ? [1] : [1, 1];
  const names = { params: Object.keys(layer.params), state: Object.keys(layer.state) };
  try {
    const { outputs } = trace(
      (x, ...values) => {
        const named = (keys: readonly string[], start: number): Values =>
          Object.fromEntries(keys.map((key, i) => [key, values[start + i]!]));
        const context = {
          x,
          params: named(names.params, 0),
          state: named(names.state, names.params.length),
          delta: zeros(leading),
          training: false,
          key: { seed: 0, step: 0 },
        };
        return [isCell(layer) ? layer.step(context).output : layer.unroll(context).output];
      },
      [
        { shape: [...leading, ...input.shape], dtype: input.dtype },
        ...names.params.map((name): Spec => ({ shape: layer.params[name]!.shape, dtype: 'f32' })),
        ...names.state.map((name): Spec => ({ shape: [1, ...layer.state[name]!], dtype: 'f32' })),
      ],
    );
    const { shape, dtype } = outputs[0]!;
    return { shape: shape.slice(!isCell(layer) && layer.manyToOne ? 1 : leading.length), dtype };
  } catch (error) {
    if (error instanceof SluiceError && !(error instanceof MissingConstantError)) throw error;
    return undefined;
  }
}
