import {
  activate,
  bounded,
  checkActivation,
  checkRecurrentOptions,
  defineCell,
  gateInitializers,
  type Activation,
  type RecurrentOptions,
} from '@sluice/cell';
import { initializers } from '@sluice/math';

/** What an independently recurrent cell is made with. */
export interface IndrnnOptions extends RecurrentOptions {
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
 * `wx` `[inputSize, hiddenSize]` holds W and `u` `[hiddenSize]` the recurrent weights. They start between 0 and 1, units
 * that forget at once beside units that remember, unless `initial` names what they start with. No product is left in the
 * loop over time. Other cells become independent by the wrapper `independent`.
 *
 * @throws ArgumentError when a size is not a positive integer, when there is a second bias but no first, or when the
 * activation is unknown.
 *
 * @example
 * ```ts
 * import { indrnn } from '@sluice/rnn';
 * const cell = indrnn({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const indrnn = defineCell({
  kind: 'indrnn',
  defaults: { activation: 'relu', bias: true, recurrentBias: false, clip: 0, initial: 'glorot' },
  validate(options: Required<IndrnnOptions>) {
    checkRecurrentOptions(options);
    checkActivation(options.activation);
  },
  state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
  params: ({ inputSize, hiddenSize, bias, recurrentBias, initial }) => {
    const start = gateInitializers(initial, { gates: 1, hiddenSize });
    const recurrent = typeof initial === 'object' ? initial.recurrent : undefined;
    return {
      wx: { shape: [inputSize, hiddenSize], initial: start.input },
      u: { shape: [hiddenSize], initial: initializers.named(recurrent ?? { name: 'uniform', low: 0 }) },
      b: bias && { shape: [hiddenSize], initial: start.bias },
      bh: recurrentBias && { shape: [hiddenSize], initial: start.vector },
    };
  },
  step({ x, state: { h }, params: { wx, u, b, bh }, options: { activation, clip } }) {
    const projected = b ? x.matmul(wx).add(b) : x.matmul(wx);
    const recurrent = bh ? h.mul(u).add(bh) : h.mul(u);
    const hNext = activate(bounded(projected.add(recurrent), clip), activation);
    return { output: hNext, state: { h: hNext } };
  },
});
