import type { Cell, SequenceLayer } from './cell.js';

/**
 * Whether a layer can be stepped, or needs the whole sequence at once.
 *
 * @example
 * ```ts
 * import { bidirectional, isCell } from '@sluice/cell';
 * import { gru } from '@sluice/gru';
 * isCell(gru({ inputSize: 3, hiddenSize: 4 })); // true
 * isCell(bidirectional(gru({ inputSize: 3, hiddenSize: 4 }))); // false
 * ```
 */
export const isCell = <S extends string>(layer: SequenceLayer<S>): layer is Cell<S> => 'step' in layer;
