import type { Cell, SequenceLayer } from './cell.js';

/** Whether a layer can be stepped, or needs the whole sequence at once. */
export const isCell = <S extends string>(layer: SequenceLayer<S>): layer is Cell<S> => 'step' in layer;
