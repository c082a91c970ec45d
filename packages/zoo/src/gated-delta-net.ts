import { defineCell } from '@sluice/cell';
import { initializers, type Value } from '@sluice/math';
import { checkHeads, startValues, type ZooOptions } from './zoo-options.js';

/** What a gated DeltaNet is made with. */
export interface GatedDeltaNetOptions extends ZooOptions {
  /** Into how many memories of their own the units are divided; 1 by default. */
  readonly heads?: number;
}

/**
 * The recurrence of the gated DeltaNet: a memory of values under keys, in which what is stored under a key is corrected
 * rather than added to, and which fades as a whole.
 *
 * Yang, Kautz and Hatamizadeh, "Gated delta networks: improving Mamba2 with delta rule", 2024; without the paper's short
 * convolutions and its normalised output gate. In each head:
 *
 *     q = norm(silu(x·W_q)),  k = norm(silu(x·W_k)),  v = silu(x·W_v)      norm(a) = a / √(Σ a² + 10⁻⁶)
 *     β = σ(x·V_β)                                        how far a value is corrected, a number
 *     α = exp(−e^A · softplus(x·V_α + b))                 how much stays, a number
 *     S' = α·S·(I − β·k·kᵀ) + β·v·kᵀ
 *     h = S'·q
 *
 * `wx` `[inputSize, 3·hiddenSize]` holds W in the order q, k, v, in each block head after head; `wg` `[inputSize, 2·heads]` holds V
 * in the order β, α; `a` and `b` are `[heads]`. No product with a weight is left in the loop over time.
 *
 * @throws ArgumentError when a size is not a positive integer, the heads do not divide the units, or the start values are
 * unknown.
 *
 * @example
 * ```ts
 * import { gatedDeltaNet } from '@sluice/zoo';
 * const cell = gatedDeltaNet({ inputSize: 64, hiddenSize: 128, heads: 4 });
 * ```
 */
export const gatedDeltaNet = defineCell({
  kind: 'gatedDeltaNet',
  defaults: { heads: 1, initial: 'glorot' },
  validate: (options: Required<GatedDeltaNetOptions>) => checkHeads(options),
  state: ({ hiddenSize, heads }) => ({ s: [heads, hiddenSize / heads, hiddenSize / heads] }),
  params: (options) => {
    const { inputSize, hiddenSize, heads } = options;
    return {
      wx: { shape: [inputSize, 3 * hiddenSize], initial: startValues(options, 3).input },
      wg: { shape: [inputSize, 2 * heads], initial: startValues(options, 2).input },
      a: { shape: [heads], initial: initializers.zeros() },
      b: { shape: [heads], initial: initializers.constant(-4) },
    };
  },
  step({ x, state: { s }, params: { wx, wg, a, b }, options: { hiddenSize, heads } }) {
    const [batch, d] = [x.shape[0]!, hiddenSize / heads];
    const [xq, xk, xv] = x.matmul(wx).split(3);
    const silu = (v: Value): Value => v.mul(v.sigmoid()).reshape([batch, heads, d, 1]);
    const norm = (v: Value): Value => v.div(v.square().sum(-2, { keepDims: true }).add(1e-6).sqrt());
    const [q, k, v] = [norm(silu(xq)), norm(silu(xk)), silu(xv)];

    const [gb, ga] = x.matmul(wg).split(2);
    const beta = gb.sigmoid();
    const alpha = ga.add(b).softplus().mul(a.exp()).neg().exp();
    const [correct, keep] = [beta, alpha].map((gate) => gate.reshape([batch, heads, 1, 1])) as [Value, Value];

    const faded = s.mul(keep);
    const missing = v.sub(faded.matmul(k)).mul(correct);
    const sNext = faded.add(missing.mul(k.reshape([batch, heads, 1, d])));
    return {
      output: sNext.matmul(q).reshape([batch, hiddenSize]),
      state: { s: sNext },
      gates: { beta, alpha },
    };
  },
});
