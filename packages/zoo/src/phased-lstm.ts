import { defineCell } from '@sluice/cell';
import { ArgumentError, initializers } from '@sluice/math';
import { affine, mix } from './equations.js';
import { adds, biases, forgets, other, startValues, type BiasOptions } from './zoo-options.js';

/** What a phased LSTM is made with. */
export interface PhasedLstmOptions extends BiasOptions {
  /** Whether the gates see the memory; true by default. */
  readonly peepholes?: boolean;
  /** α, how far a closed time gate leaks while training; 0.001 by default. */
  readonly leak?: number;
  /** The longest period at the start is e to the power of this, the shortest 1; 3 by default. */
  readonly maxLogPeriod?: number;
}

/**
 * The phased LSTM: each unit opens for a short part of a rhythm of its own, and keeps its state in between; for events at any
 * time.
 *
 * Neil, Pfeiffer and Liu, "Phased LSTM: accelerating recurrent network training for long or event-based sequences", 2016. With
 * the time Δ since the step before, which is 1 where it is not given:
 *
 *     t' = t + Δ
 *     φ = t' / τ − s, without its whole part              where a unit is in its rhythm, from 0 to 1
 *     k = 2φ / r where φ < r / 2, 2 − 2φ / r where φ < r, α·φ beyond
 *     i = σ(x·W_i + h·U_i + p_i ⊙ c + b_i)
 *     f = σ(x·W_f + h·U_f + p_f ⊙ c + b_f)
 *     ĉ = f ⊙ c + i ⊙ tanh(x·W_g + h·U_g + b_g)
 *     o = σ(x·Wₒ + h·Uₒ + pₒ ⊙ ĉ + bₒ)
 *     c' = k ⊙ ĉ + (1 − k) ⊙ c
 *     h' = k ⊙ o ⊙ tanh(ĉ) + (1 − k) ⊙ h
 *
 * `wx` `[inputSize, 4·hiddenSize]` holds W, `wh` U and `b` the biases, in the order i, f, g, o; `p` `[3·hiddenSize]` holds p
 * in the order i, f, o. τ is e to the power of `tau` `[hiddenSize]`; `s` `[hiddenSize]` shifts a rhythm by a part of its
 * period, and `r` `[hiddenSize]`, how long it is open, starts at 0.05. The time t `[1]` is a sum in single precision: it is
 * exact for whole steps up to 2²⁴. Outside of training α is 0, as in the paper.
 *
 * @throws ArgumentError when a size is not a positive integer, the leak is not from 0 to 1, or the start values are unknown.
 *
 * @example
 * ```ts
 * import { phasedLstm } from '@sluice/zoo';
 * const cell = phasedLstm({ inputSize: 2, hiddenSize: 128 });
 * ```
 */
export const phasedLstm = defineCell({
  kind: 'phasedLstm',
  defaults: { bias: true, peepholes: true, leak: 0.001, maxLogPeriod: 3, initial: 'glorot' },
  validate({ leak }: Required<PhasedLstmOptions>) {
    if (leak >= 0 && leak <= 1) return;
    throw new ArgumentError(`leak must be a number from 0 to 1, but is ${leak}.`);
  },
  state: ({ hiddenSize }) => ({ h: [hiddenSize], c: [hiddenSize], t: [1] }),
  params: (options) => {
    const { inputSize, hiddenSize, bias, peepholes, maxLogPeriod } = options;
    const start = startValues(options, 4);
    return {
      wx: { shape: [inputSize, 4 * hiddenSize], initial: start.input },
      wh: { shape: [hiddenSize, 4 * hiddenSize], initial: start.recurrent },
      p: peepholes && { shape: [3 * hiddenSize], initial: initializers.zeros() },
      b: bias && { shape: [4 * hiddenSize], initial: biases(options, adds(), forgets(), other, other) },
      tau: { shape: [hiddenSize], initial: initializers.uniform(0, maxLogPeriod) },
      s: { shape: [hiddenSize], initial: initializers.uniform(0, 1) },
      r: { shape: [hiddenSize], initial: initializers.constant(0.05) },
    };
  },
  step({ x, state: { h, c, t }, delta, training, params: { wx, wh, p, b, tau, s, r }, options }) {
    const tNext = t.add(delta?.reshape([-1, 1]) ?? 1);
    const turns = tNext.mul(tau.neg().exp()).sub(s);
    const phase = turns.sub(turns.floor());
    const rise = phase.mul(2).div(r);
    const time = phase
      .less(r)
      .select(rise.minimum(rise.neg().add(2)), phase.mul(training ? options.leak : 0));

    const [pi, pf, po] = p?.split(3) ?? [];
    const [i, f, g, o] = affine(x, wx, b).add(h.matmul(wh)).split(4);
    const input = (pi ? i.add(pi.mul(c)) : i).sigmoid();
    const forget = (pf ? f.add(pf.mul(c)) : f).sigmoid();
    const candidate = g.tanh();
    const proposed = forget.mul(c).add(input.mul(candidate));
    const output = (po ? o.add(po.mul(proposed)) : o).sigmoid();
    const cNext = mix(time, proposed, c);
    const hNext = mix(time, output.mul(proposed.tanh()), h);
    return {
      output: hNext,
      state: { h: hNext, c: cNext, t: tNext },
      gates: { input, forget, candidate, output, time },
    };
  },
});
