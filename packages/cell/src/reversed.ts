import { inScope } from '@sluice/math';
import type { SequenceLayer, StateNames } from './cell.js';

/**
 * Runs a layer from the last (valid) step to the first; outputs keep the positions of their inputs.
 *
 * @returns a sequence layer: it needs the whole sequence at once, so it cannot be stepped.
 *
 * @example
 * ```ts
 * import { reversed } from '@sluice/cell';
 * import { gru } from '@sluice/gru';
 * const backward = reversed(gru({ inputSize: 64, hiddenSize: 128 }));
 * ```
 */
export function reversed<L extends SequenceLayer>({
  input,
  state,
  params,
  constants,
  manyToOne,
  ...layer
}: L): SequenceLayer<StateNames<L>> {
  return {
    kind: 'reversed',
    options: { layer: { kind: layer.kind, options: layer.options } },
    input,
    state,
    params,
    constants,
    manyToOne,
    unroll: ({ reverse = false, ...context }) =>
      inScope('reversed', () => layer.unroll({ ...context, reverse: !reverse })),
  };
}
