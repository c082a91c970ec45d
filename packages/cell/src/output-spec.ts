import { fill, SluiceError, trace, zeros, type Spec, type Value } from '@sluice/math';
import type { SequenceLayer } from './cell.js';
import { constantSpecs, MissingConstantError } from './constants.js';
import { isCell } from './is-cell.js';
import { mapValues } from './names.js';
import { prepareConstants } from './prepare.js';

/**
 * Shape and dtype of one step's output, without the batch, for a given input: found by tracing one step.
 *
 * @returns undefined where it cannot be known before the sequence comes, as when a cell reads constants that it does not say.
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
  const zero = ({ shape, dtype }: Spec): Value => fill(shape, 0, dtype);
  try {
    const { outputs } = trace(() => {
      const context = {
        x: zero({ shape: [...leading, ...input.shape], dtype: input.dtype }),
        params: mapValues(layer.params, ({ shape }) => zeros(shape)),
        state: mapValues(layer.state, (shape) => zeros([1, ...shape])),
        constants: mapValues(constantSpecs(layer, 1), zero),
        delta: zeros(leading),
        training: false,
        key: { seed: 0, step: 0 },
      };
      if (!isCell(layer)) return [layer.unroll(context).output];
      return [layer.step({ ...context, constants: prepareConstants(layer, context) }).output];
    }, []);
    const { shape, dtype } = outputs[0]!;
    return { shape: shape.slice(!isCell(layer) && layer.manyToOne ? 1 : leading.length), dtype };
  } catch (error) {
    if (error instanceof SluiceError && !(error instanceof MissingConstantError)) throw error;
    return undefined;
  }
}
