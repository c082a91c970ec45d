import { defineCell, type SizeOptions } from '@sluice/cell';
import { initializers, type Initializer } from '@sluice/math';
import { mix, nothing } from './equations.js';

/** A number for each channel that depends on how far the channel is along, from 0 to 1. */
const graded =
  (of: (share: number, channel: number) => number, closed = false): Initializer =>
  ([channels = 1]) =>
    Float32Array.from({ length: channels }, (_, j) =>
      of(j / Math.max(1, closed ? channels - 1 : channels), j),
    );

/**
 * RWKV's time mixing: an attention whose weights fade by a rate that each channel learns, which is a recurrence.
 *
 * Peng et al., "RWKV: reinventing RNNs for the transformer era", 2023, which is its fourth version. With p, the input of the step before:
 *
 *     r = σ((μ_r ⊙ x + (1 − μ_r) ⊙ p)·W_r)      receptance
 *     k = (μ_k ⊙ x + (1 − μ_k) ⊙ p)·W_k
 *     v = (μ_v ⊙ x + (1 − μ_v) ⊙ p)·W_v
 *     q = max(m, u + k)                         no exponent below is above 0; while b = 0, m counts as −∞
 *     wkv = (e^(m − q) ⊙ a + e^(u + k − q) ⊙ v) / (e^(m − q) ⊙ b + e^(u + k − q))
 *     m' = max(m − e^w, k)
 *     a' = e^(m − e^w − m') ⊙ a + e^(k − m') ⊙ v
 *     b' = e^(m − e^w − m') ⊙ b + e^(k − m')
 *     h = (r ⊙ wkv)·W_o
 *
 * `mur`, `muk` and `muv` `[inputSize]`, `wr`, `wk` and `wv` `[inputSize, hiddenSize]`, `wo` `[hiddenSize, hiddenSize]`; `w` `[hiddenSize]` is
 * how fast a channel fades and `u` `[hiddenSize]` what the present step counts for. Channels start graded, as the authors' do.
 *
 * @throws ArgumentError when a size is not a positive integer.
 *
 * @example
 * ```ts
 * import { rwkv } from '@sluice/zoo';
 * const cell = rwkv({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const rwkv = defineCell({
  kind: 'rwkv',
  state: ({ inputSize, hiddenSize }) => ({
    a: [hiddenSize],
    b: [hiddenSize],
    m: [hiddenSize],
    p: [inputSize],
  }),
  params: ({ inputSize, hiddenSize }: SizeOptions) => {
    const matrix = { shape: [inputSize, hiddenSize], initial: initializers.glorotUniform() };
    return {
      mur: { shape: [inputSize], initial: graded(Math.sqrt) },
      muk: { shape: [inputSize], initial: graded((share) => share) },
      muv: { shape: [inputSize], initial: graded((share) => share) },
      wr: matrix,
      wk: matrix,
      wv: matrix,
      w: { shape: [hiddenSize], initial: graded((share) => -5 + 8 * share ** 0.7, true) },
      u: { shape: [hiddenSize], initial: graded((_, j) => Math.log(0.3) + 0.5 * (((j + 1) % 3) - 1)) },
      wo: { shape: [hiddenSize, hiddenSize], initial: initializers.glorotUniform() },
    };
  },
  step({ x, state: { a, b, m, p }, params: { mur, muk, muv, wr, wk, wv, w, u, wo } }) {
    const receptance = mix(mur, x, p).matmul(wr).sigmoid();
    const k = mix(muk, x, p).matmul(wk);
    const v = mix(muv, x, p).matmul(wv);

    const seen = b.equal(0).select(nothing, m);
    const q = seen.maximum(k.add(u));
    const [before, now] = [seen.sub(q).exp(), k.add(u).sub(q).exp()];
    const wkv = before.mul(a).add(now.mul(v)).div(before.mul(b).add(now));

    const faded = seen.sub(w.exp());
    const mNext = faded.maximum(k);
    const [keep, add] = [faded.sub(mNext).exp(), k.sub(mNext).exp()];
    return {
      output: receptance.mul(wkv).matmul(wo),
      state: { a: keep.mul(a).add(add.mul(v)), b: keep.mul(b).add(add), m: mNext, p: x },
      gates: { receptance, wkv },
    };
  },
});
