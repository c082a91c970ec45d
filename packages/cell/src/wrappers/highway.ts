import { initializers } from '@sluice/math';
import type { Cell, StateNames } from '../cell.js';
import { sizeOfBoth, wrap } from './wrap.js';

/** What a highway is made with. */
export interface HighwayOptions {
  /** The gate's bias at the start: below 0, most of the input passes by; −1 by default. */
  readonly bias?: number;
}

/**
 * Lets a gate choose, for each number, between what a cell gives and what it is given.
 *
 * Srivastava, Greff and Schmidhuber, "Highway networks", 2015; around recurrent layers Zhang et al., "Highway long short-term
 * memory RNNs for distant speech recognition", 2016, and Zilly et al., 2017, whose gate sees the state instead (`rhn` of
 * `@sluice/zoo`).
 *
 *     t = σ(x·W + b)
 *     y = t ⊙ f(x) + (1 − t) ⊙ x
 *
 * Beside the cell's parameters there are `highway.w` `[size, size]` and `highway.b` `[size]`.
 *
 * @throws ArgumentError when the cell does not give as many numbers as it takes.
 *
 * @example
 * ```ts
 * import { highway } from '@sluice/cell';
 * import { gru } from '@sluice/gru';
 * const cell = highway(gru({ inputSize: 64, hiddenSize: 64 }));
 * ```
 */
export function highway<C extends Cell>(cell: C, { bias = -1 }: HighwayOptions = {}): Cell<StateNames<C>> {
  const size = sizeOfBoth('highway', cell);
  return wrap(cell, {
    kind: 'highway',
    options: { bias },
    params: {
      'highway.w': { shape: [size, size], initial: initializers.glorotUniform() },
      'highway.b': { shape: [size], initial: initializers.constant(bias) },
    },
    step: ({ x, params }, run) => {
      const { output, gates, ...rest } = run();
      const transform = x.matmul(params['highway.w']!).add(params['highway.b']!).sigmoid();
      return {
        ...rest,
        output: x.add(transform.mul(output.sub(x))),
        gates: { ...gates, 'highway.transform': transform },
      };
    },
  });
}
