import { ArgumentError, concat } from '@sluice/math';
import type { Cell, SequenceLayer } from './cell.js';
import { inSequence } from './in-sequence.js';
import type { JoinedStates } from './sequential.js';

/**
 * Puts layers one after the other as `sequential` does, under the same names, and gives the outputs of all of them side by
 * side: for a layer behind that reads every one, or to look at, as gates `'outputs.0'`, `'outputs.1'` and so on.
 *
 * Graves, "Generating sequences with recurrent neural networks", 2013, leads every layer to the output so.
 *
 * @throws ArgumentError when a part's output does not fit the next part's input, or a part keeps one step only; ShapeError, as
 * the program is traced, when outputs are not rows of f32 numbers.
 *
 * @example
 * ```ts
 * import { allOutputs, sequential } from '@sluice/cell';
 * import { linear } from '@sluice/layers';
 * import { lstm } from '@sluice/lstm';
 * const stack = allOutputs(lstm({ inputSize: 32, hiddenSize: 64 }), lstm({ inputSize: 64, hiddenSize: 48 }));
 * const net = sequential(stack, linear(64 + 48, 10));
 * ```
 */
export function allOutputs<const L extends readonly Cell[]>(...parts: L): Cell<JoinedStates<L>>;
export function allOutputs<const L extends readonly SequenceLayer[]>(
  ...parts: L
): SequenceLayer<JoinedStates<L>>;
export function allOutputs(...parts: SequenceLayer[]): SequenceLayer {
  const one = parts.find(({ manyToOne }) => manyToOne);
  if (one) {
    throw new ArgumentError(
      `allOutputs: ${one.kind} keeps one step only, so its output cannot stand beside the others; put it behind.`,
    );
  }
  return inSequence(parts, {
    kind: 'allOutputs',
    output: (outputs) => concat(outputs),
    showsOutputs: true,
  });
}
