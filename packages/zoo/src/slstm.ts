import { defineCell } from '@sluice/cell';
import { ArgumentError } from '@sluice/math';
import { affine, nothing } from './equations.js';
import { adds, biases, forgets, other, startValues, type BiasOptions } from './zoo-options.js';

/** What an sLSTM is made with. */
export interface SlstmOptions extends BiasOptions {
  /** What keeps the forget gate above 0; `'sigmoid'` by default. */
  readonly forgetGate?: 'sigmoid' | 'exponential';
  /** The forget gate's bias at the start, unless `initial` says another; 1 by default. */
  readonly forgetBias?: number;
}

/**
 * The sLSTM of xLSTM: an LSTM with exponential gates, which can revise what it has stored, and with a normaliser.
 *
 * Beck et al., "xLSTM: extended long short-term memory", 2024; one head.
 *
 *     z = tanh(x·W_z + h·U_z + b_z)                candidate
 *     ĩ = x·Wᵢ + h·Uᵢ + bᵢ
 *     log f = log σ(x·W_f + h·U_f + b_f)           or, where f is exponential, the sum itself
 *     o = σ(x·Wₒ + h·Uₒ + bₒ)                      output gate
 *     m' = max(log f + m, ĩ)                       stabiliser: no exponent below is above 0; while n = 0, m counts as −∞
 *     f = exp(log f + m − m'), i = exp(ĩ − m')     forget and input gate
 *     c' = f ⊙ c + i ⊙ z
 *     n' = f ⊙ n + i                               normaliser
 *     h' = o ⊙ c' / n'
 *
 * `wx` `[inputSize, 4·hiddenSize]` holds W, `wh` U and `b` the biases, in the order z, i, f, o.
 *
 * @throws ArgumentError when a size is not a positive integer, there is no such forget gate, or the start values are unknown.
 *
 * @example
 * ```ts
 * import { slstm } from '@sluice/zoo';
 * const cell = slstm({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const slstm = defineCell({
  kind: 'slstm',
  defaults: { bias: true, forgetGate: 'sigmoid', forgetBias: 1, initial: 'glorot' },
  validate({ forgetGate }: Required<SlstmOptions>) {
    if (forgetGate === 'sigmoid' || forgetGate === 'exponential') return;
    throw new ArgumentError(`forgetGate must be 'sigmoid' or 'exponential', but is '${String(forgetGate)}'.`);
  },
  state: ({ hiddenSize }) => ({ h: [hiddenSize], c: [hiddenSize], n: [hiddenSize], m: [hiddenSize] }),
  params: (options) => {
    const { inputSize, hiddenSize, bias, forgetBias } = options;
    const start = startValues(options, 4);
    return {
      wx: { shape: [inputSize, 4 * hiddenSize], initial: start.input },
      wh: { shape: [hiddenSize, 4 * hiddenSize], initial: start.recurrent },
      b: bias && {
        shape: [4 * hiddenSize],
        initial: biases(options, other, adds(), forgets(forgetBias), other),
      },
    };
  },
  step({ x, state: { h, c, n, m }, params: { wx, wh, b }, options: { forgetGate } }) {
    const [z, i, f, o] = affine(x, wx, b).add(h.matmul(wh)).split(4);
    const candidate = z.tanh();
    const logForget = forgetGate === 'sigmoid' ? f.neg().softplus().neg() : f;
    const output = o.sigmoid();
    const kept = logForget.add(n.equal(0).select(nothing, m));
    const mNext = kept.maximum(i);
    const forget = kept.sub(mNext).exp();
    const input = i.sub(mNext).exp();
    const cNext = forget.mul(c).add(input.mul(candidate));
    const nNext = forget.mul(n).add(input);
    const hNext = output.mul(cNext.div(nNext));
    return {
      output: hNext,
      state: { h: hNext, c: cNext, n: nNext, m: mNext },
      gates: { candidate, forget, input, output },
    };
  },
});
