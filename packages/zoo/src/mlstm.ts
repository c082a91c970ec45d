import { defineCell } from '@sluice/cell';
import { affine } from './equations.js';
import { adds, biases, checkHeads, forgets, startValues, type BiasOptions } from './zoo-options.js';

/** What an mLSTM is made with. */
export interface MlstmOptions extends BiasOptions {
  /** Into how many memories of their own the units are divided; 1 by default. */
  readonly heads?: number;
  /** The forget gates' biases at the start, unless `initial` says another; 3 by default. */
  readonly forgetBias?: number;
}

/**
 * The mLSTM of xLSTM: its memory is a matrix that stores values under keys, and is asked by queries.
 *
 * Beck et al., "xLSTM: extended long short-term memory", 2024; k is scaled with its bias, as in the authors' code, where the
 * paper's equation adds the bias after it. In each head, of d = hiddenSize / heads units:
 *
 *     q = x·W_q + b_q,  k = (x·W_k + b_k) / √d,  v = x·W_v + b_v
 *     o = σ(x·Wₒ + bₒ)                                    output gate
 *     ĩ = x·Vᵢ + aᵢ,  log f = log σ(x·V_f + a_f)          a number each
 *     m' = max(log f + m, ĩ)                              stabiliser: no exponent below is above 0
 *     f = exp(log f + m − m'), i = exp(ĩ − m')            forget and input gate
 *     C' = f·C + i·v·kᵀ
 *     n' = f·n + i·k                                      normaliser
 *     h = o ⊙ C'·q / max(|n'ᵀ·q|, exp(−m'))
 *
 * `wx` `[inputSize, 4·hiddenSize]` holds W and `b` the biases b, in the order q, k, v, o, in each block head after head;
 * `wg` `[inputSize, 2·heads]` holds V and `bg` a, in the order i, f. No product with a weight is left in the loop over time.
 *
 * @throws ArgumentError when a size is not a positive integer, the heads do not divide the units, or the start values are
 * unknown.
 *
 * @example
 * ```ts
 * import { mlstm } from '@sluice/zoo';
 * const cell = mlstm({ inputSize: 64, hiddenSize: 128, heads: 4 });
 * ```
 */
export const mlstm = defineCell({
  kind: 'mlstm',
  defaults: { bias: true, heads: 1, forgetBias: 3, initial: 'glorot' },
  validate: (options: Required<MlstmOptions>) => checkHeads(options),
  state({ hiddenSize, heads }) {
    const d = hiddenSize / heads;
    return { c: [heads, d, d], n: [heads, d], m: [heads] };
  },
  params: (options) => {
    const { inputSize, hiddenSize, heads, bias, forgetBias } = options;
    const start = startValues(options, 4);
    return {
      wx: { shape: [inputSize, 4 * hiddenSize], initial: start.input },
      b: bias && { shape: [4 * hiddenSize], initial: start.bias },
      wg: { shape: [inputSize, 2 * heads], initial: startValues(options, 2).input },
      bg: bias && { shape: [2 * heads], initial: biases(options, adds(), forgets(forgetBias)) },
    };
  },
  step({ x, state: { c, n, m }, params: { wx, b, wg, bg }, options: { hiddenSize, heads } }) {
    const [batch, d] = [x.shape[0]!, hiddenSize / heads];
    const [xq, xk, xv, xo] = affine(x, wx, b).split(4);
    const q = xq.reshape([batch, heads, d, 1]);
    const k = xk.mul(1 / Math.sqrt(d)).reshape([batch, heads, 1, d]);
    const v = xv.reshape([batch, heads, d, 1]);
    const output = xo.sigmoid();
    const [i, f] = affine(x, wg, bg).split(2);
    const logForget = f.neg().softplus().neg();

    const mNext = logForget.add(m).maximum(i);
    const forget = logForget.add(m).sub(mNext).exp();
    const input = i.sub(mNext).exp();
    const perMatrix = [batch, heads, 1, 1];
    const cNext = c.mul(forget.reshape(perMatrix)).add(v.mul(k).mul(input.reshape(perMatrix)));
    const nNext = n
      .mul(forget.reshape([batch, heads, 1]))
      .add(k.reshape([batch, heads, d]).mul(input.reshape([batch, heads, 1])));

    const asked = cNext.matmul(q).reshape([batch, heads, d]);
    const found = nNext.mul(q.reshape([batch, heads, d])).sum(-1, { keepDims: true });
    // against e^80 nothing is left of h; beyond e^88 it would be infinite, and its gradient not a number
    const least = mNext.neg().minimum(80).exp().reshape([batch, heads, 1]);
    const norm = found.abs().maximum(least);
    const hidden = asked.div(norm).reshape([batch, hiddenSize]);
    return {
      output: output.mul(hidden),
      state: { c: cNext, n: nNext, m: mNext },
      gates: { forget, input, output },
    };
  },
});
