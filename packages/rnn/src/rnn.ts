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

/** What an Elman cell is made with. */
export interface RnnOptions extends RecurrentOptions {
  /** What bounds the state: tanh by default. */
  readonly activation?: Activation;
}

/**
 * The simple recurrent cell.
 *
 * Elman, "Finding structure in time", 1990; with relu and an identity to start from it is `irnn`.
 *
 *     h' = tanh(x·W + h·U + b)
 *
 * `wx` `[inputSize, hiddenSize]` holds W and `wh` `[hiddenSize, hiddenSize]` U.
 *
 * @throws ArgumentError when a size is not a positive integer, when there is a second bias but no first, or when the
 * activation is unknown.
 *
 * @example
 * ```ts
 * import { rnn } from '@sluice/rnn';
 * const cell = rnn({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const rnn = defineCell({
  kind: 'rnn',
  defaults: { activation: 'tanh', bias: true, recurrentBias: false, clip: 0, initial: 'glorot' },
  validate(options: Required<RnnOptions>) {
    checkRecurrentOptions(options);
    checkActivation(options.activation);
  },
  state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
  params: ({ inputSize, hiddenSize, bias, recurrentBias, initial }) => {
    const start = gateInitializers(initial, { gates: 1, hiddenSize });
    return {
      wx: { shape: [inputSize, hiddenSize], initial: start.input },
      wh: { shape: [hiddenSize, hiddenSize], initial: start.recurrent },
      b: bias && { shape: [hiddenSize], initial: start.bias },
      bh: recurrentBias && { shape: [hiddenSize], initial: start.vector },
    };
  },
  step({ x, state: { h }, params: { wx, wh, b, bh }, options: { activation, clip } }) {
    const projected = b ? x.matmul(wx).add(b) : x.matmul(wx);
    const recurrent = bh ? h.matmul(wh).add(bh) : h.matmul(wh);
    const hNext = activate(bounded(projected.add(recurrent), clip), activation);
    return { output: hNext, state: { h: hNext } };
  },
});
