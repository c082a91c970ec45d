import { initializers } from '@sluice/math';
import type { Cell, StateNames } from '../cell.js';
import { normalised } from '../normalised.js';
import { outputSizeOf, wrap } from './wrap.js';

/** What a layer norm around a cell is made with. */
export interface LayerNormedOptions {
  /** Added to the variance, so that a constant output is no division by zero; 1e-5 by default. */
  readonly epsilon?: number;
}

/**
 * Gives each of a cell's outputs mean 0 and variance 1, then a trained scale and shift; the state stays as the cell makes it.
 *
 * Ba, Kiros and Hinton, "Layer normalization", 2016. Inside of the gates, as that paper has it, it is an option of `lstm` and
 * `gru`.
 *
 * Beside the cell's parameters there are `norm.scale` and `norm.shift` `[size]`.
 *
 * @throws ArgumentError when the cell's output is not known beforehand to be a row of numbers.
 *
 * @example
 * ```ts
 * import { layerNormed } from '@sluice/cell';
 * import { rnn } from '@sluice/rnn';
 * const cell = layerNormed(rnn({ inputSize: 64, hiddenSize: 128 }));
 * ```
 */
export function layerNormed<C extends Cell>(
  cell: C,
  { epsilon = 1e-5 }: LayerNormedOptions = {},
): Cell<StateNames<C>> {
  const shape = [outputSizeOf('layerNormed', cell)];
  return wrap(cell, {
    kind: 'layerNormed',
    options: { epsilon },
    params: {
      'norm.scale': { shape, initial: initializers.ones() },
      'norm.shift': { shape, initial: initializers.zeros() },
    },
    step: ({ params }, run) => {
      const { output, ...rest } = run();
      const scaled = normalised(output, epsilon).mul(params['norm.scale']!).add(params['norm.shift']!);
      return { ...rest, output: scaled };
    },
  });
}
