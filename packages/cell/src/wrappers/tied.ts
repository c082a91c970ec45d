import { initializers } from '@sluice/math';
import type { Cell, StateNames } from '../cell.js';
import { sizeOfBoth, wrap } from './wrap.js';

/** What tied weights are made with. */
export interface TiedOptions {
  /** Whether there is a bias for each index; true by default. */
  readonly bias?: boolean;
}

/**
 * Turns indices into a cell's inputs, and its outputs into a score for each index, by the same table.
 *
 * Press and Wolf, "Using the output embedding to improve language models", 2017; Inan, Khosravi and Socher, "Tying word
 * vectors and word classifiers: a loss framework for language modeling", 2017.
 *
 *     y = f(E[x])·Eᵀ + b
 *
 * It takes i32 `[batch]` at each step and gives `[batch, vocabularySize]`. Beside the cell's parameters there are `tied.weight`
 * `[vocabularySize, size]`, which is E and starts between −0.1 and 0.1, and `tied.b` `[vocabularySize]`.
 *
 * @throws ArgumentError when the cell does not give as many numbers as it takes, or the vocabulary's size is not a positive
 * integer; IndexError when an index is outside of the vocabulary, as the program runs.
 *
 * @example
 * ```ts
 * import { sequential, tied } from '@sluice/cell';
 * import { linear } from '@sluice/layers';
 * import { lstm } from '@sluice/lstm';
 * const net = tied(10000, sequential(lstm({ inputSize: 64, hiddenSize: 256 }), linear(256, 64)));
 * ```
 */
export function tied<C extends Cell>(
  vocabularySize: number,
  cell: C,
  { bias = true }: TiedOptions = {},
): Cell<StateNames<C>> {
  const size = sizeOfBoth('tied', cell);
  return wrap(cell, {
    kind: 'tied',
    options: { vocabularySize, bias },
    input: { shape: [], dtype: 'i32' },
    params: {
      'tied.weight': { shape: [vocabularySize, size], initial: initializers.uniform(-0.1, 0.1) },
      ...(bias && { 'tied.b': { shape: [vocabularySize], initial: initializers.zeros() } }),
    },
    step: ({ x, params }, run) => {
      const [weight, b] = [params['tied.weight']!, params['tied.b']];
      const { output, ...rest } = run({ x: weight.gather(x) });
      const scores = output.matmul(weight, { transposeRight: true });
      return { ...rest, output: b ? scores.add(b) : scores };
    },
  });
}
