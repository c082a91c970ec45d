import type { Cell, SequenceLayer, StateNames } from './cell.js';
import { inSequence } from './in-sequence.js';

/** The names of several layers' states, joined with the layers' positions: `'1.h'`. */
export type JoinedStates<L extends readonly SequenceLayer[]> = {
  [I in keyof L & `${number}`]: `${I}.${StateNames<L[I]>}`;
}[keyof L & `${number}`];

/**
 * Puts layers one after the other. Of cells it makes a cell, whose state is all of theirs.
 *
 * Parameters, states and gates are named by the part's position: `'1.wx'`, `'1.h'`, `'1.forget'`.
 *
 * @throws ArgumentError when a part's output does not fit the next part's input, naming both.
 *
 * @example
 * ```ts
 * import { sequential } from '@sluice/cell';
 * import { embedding, linear } from '@sluice/layers';
 * import { lstm } from '@sluice/lstm';
 * const net = sequential(embedding(65, 64), lstm({ inputSize: 64, hiddenSize: 128 }), linear(128, 65));
 * ```
 */
export function sequential<const L extends readonly Cell[]>(...parts: L): Cell<JoinedStates<L>>;
export function sequential<const L extends readonly SequenceLayer[]>(
  ...parts: L
): SequenceLayer<JoinedStates<L>>;
export function sequential(...parts: SequenceLayer[]): SequenceLayer {
  return inSequence(parts, { kind: 'sequential', output: (outputs) => outputs.at(-1)! });
}
