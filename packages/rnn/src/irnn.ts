import type { Cell } from '@sluice/cell';
import { rnn, type RnnOptions } from './rnn.js';

/** What an IRNN is made with. */
export interface IrnnOptions extends Omit<RnnOptions, 'activation' | 'initial'> {
  /** What the identity is scaled by at the start; 1 by default, less where what is long ago matters little. */
  readonly scale?: number;
}

/**
 * The IRNN: a simple recurrent cell of rectified units that starts by keeping its state as it is.
 *
 * Le, Jaitly and Hinton, "A simple way to initialize recurrent networks of rectified linear units", 2015.
 *
 *     h' = relu(x·W + h·U + b), from U = scale·I, b = 0 and small normal numbers in W
 *
 * It is `rnn` with other options, so it is saved and exported as one. `wx` starts with a deviation of 0.001, as the paper's.
 *
 * @throws ArgumentError as `rnn` does.
 *
 * @example
 * ```ts
 * import { irnn } from '@sluice/rnn';
 * const cell = irnn({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const irnn = ({ scale = 1, ...options }: IrnnOptions): Cell<'h'> =>
  rnn({
    ...options,
    activation: 'relu',
    initial: {
      input: { name: 'normal', deviation: 0.001 },
      recurrent: { name: 'identity', gain: scale },
    },
  });
