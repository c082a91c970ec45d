import { defineCell } from '@sluice/cell';
import { affine, mix, positive } from './equations.js';
import {
  checkLogSpace,
  logPositive,
  logSigmoid,
  logSpaceState,
  stepInLogSpace,
  type LogSpaceOptions,
} from './log-space.js';
import { adds, biases, forgets, other, startValues, type BiasOptions } from './zoo-options.js';

/** What a minLSTM is made with. */
export interface MinLstmOptions extends BiasOptions, LogSpaceOptions {}

/**
 * The minLSTM: an LSTM whose gates do not see the state and share what there is between them.
 *
 * Feng, Tung, Ahmed, Bengio and Hajimirsadeghi, "Were RNNs all we needed?", 2024.
 *
 *     f = σ(x·W_f + b_f)                          forget gate
 *     i = σ(x·Wᵢ + bᵢ)                            input gate
 *     c = g(x·W_c + b_c)                          candidate, with g(a) = a + ½ where a ≥ 0, else σ(a)
 *     h' = f / (f + i) ⊙ h + i / (f + i) ⊙ c      the share of f is shown as the gate `forget`
 *
 * With `positive: false` g leaves a as it is. With `logSpace: true` the same is computed of logarithms, as in the paper's
 * appendix: a state `l` holds log h beside h, and nothing is lost where gates and candidates are next to 0.
 *
 * `wx` `[inputSize, 3·hiddenSize]` holds W and `b` the biases, in the order f, i, c.
 *
 * @throws ArgumentError when a size is not a positive integer, logarithms are asked for of what may be below 0, or
 * the start values are unknown.
 *
 * @example
 * ```ts
 * import { minLstm } from '@sluice/zoo';
 * const cell = minLstm({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const minLstm = defineCell({
  kind: 'minLstm',
  defaults: { bias: true, positive: true, logSpace: false, initial: 'glorot' },
  validate: (options: Required<MinLstmOptions>) => checkLogSpace(options),
  state: ({ hiddenSize, logSpace }) => logSpaceState(hiddenSize, logSpace),
  params: (options) => {
    const { inputSize, hiddenSize, bias } = options;
    const start = startValues(options, 3);
    return {
      wx: { shape: [inputSize, 3 * hiddenSize], initial: start.input },
      b: bias && { shape: [3 * hiddenSize], initial: biases(options, forgets(), adds(), other) },
    };
  },
  step({ x, state, params: { wx, b }, options }) {
    const [xf, xi, c] = affine(x, wx, b).split(3);
    // f / (f + i) is σ(log f − log i), which is a number also where both gates are closed
    const share = xi.neg().softplus().sub(xf.neg().softplus());
    const forget = share.sigmoid();
    const candidate = options.positive ? positive(c) : c;
    const next = options.logSpace
      ? stepInLogSpace(state, logSigmoid(share), logSigmoid(share.neg()).add(logPositive(c)))
      : { h: mix(forget, state.h, candidate) };
    return { output: next.h, state: next, gates: { forget, candidate } };
  },
});
