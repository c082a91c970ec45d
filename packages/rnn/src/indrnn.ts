import { activate, checkActivation, defineCell, type Activation } from '@sluice/cell';
import { initializers } from '@sluice/math';

/** What an independently recurrent cell is made with. */
export interface IndrnnOptions {
  readonly inputSize: number;
  readonly hiddenSize: number;
  /** Whether there is a bias; true by default. */
  readonly bias?: boolean;
  /** What bounds the state: relu by default. */
  readonly activation?: Activation;
}

/**
 * The independently recurrent cell: each unit sees only itself of the step before.
 *
 * Li, Li, Cook, Zhu and Gao, "Independently recurrent neural network (IndRNN): building a longer and deeper RNN", 2018.
 *
 *     h' = relu(x·W + u ⊙ h + b)
 *
 * `wx` `[inputSize, hiddenSize]` holds W and `u` `[hiddenSize]` the recurrent weights, which start between 0 and 1: units
 * that forget at once beside units that remember. No product is left in the loop over time.
 *
 * @throws ArgumentError when a size is not a positive integer, or the activation is unknown.
 *
 * @example
 * ```ts
 * import { indrnn } from '@sluice/rnn';
 * const cell = indrnn({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const indrnn = defineCell({
  kind: 'indrnn',
  defaults: { bias: true, activation: 'relu' },
  validate: (options: Required<IndrnnOptions>) => checkActivation(options.activation),
  state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
  params: ({ inputSize, hiddenSize, bias }) => ({
    wx: { shape: [inputSize, hiddenSize], initial: initializers.glorotUniform() },
    u: { shape: [hiddenSize], initial: initializers.uniform(0, 1) },
    b: bias && { shape: [hiddenSize], initial: initializers.zeros() },
  }),
  step({ x, state: { h }, params: { wx, u, b }, options: { activation } }) {
    const projected = b ? x.matmul(wx).add(b) : x.matmul(wx);
    const hNext = activate(projected.add(h.mul(u)), activation);
    return { output: hNext, state: { h: hNext } };
  },
});
