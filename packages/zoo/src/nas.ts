import { defineCell } from '@sluice/cell';
import { affine } from './equations.js';
import { startValues, type BiasOptions } from './zoo-options.js';

/**
 * The cell that a search by reinforcement learning came upon for modelling language.
 *
 * Zoph and Le, "Neural architecture search with reinforcement learning", 2017; the biases stand with the state, as in the
 * authors' code, which only l₂ can tell. With aₖ = x·Wₖ and mₖ = h·Uₖ + bₖ:
 *
 *     l₁ = tanh(σ(a₁ + m₁) ⊙ relu(a₂ + m₂))
 *     l₂ = tanh(σ(a₃ + m₃) + relu(a₄ ⊙ m₄))
 *     l₃ = tanh(tanh(a₅ + m₅) ⊙ σ(a₆ + m₆))
 *     l₄ = σ(tanh(a₇ + m₇) + σ(a₈ + m₈))
 *     c' = tanh(l₁ + c) ⊙ l₂
 *     h' = tanh(c' ⊙ tanh(l₃ + l₄))
 *
 * `wx` `[inputSize, 8·hiddenSize]` holds W, `wh` U and `b` the biases, in the order 1 to 8.
 *
 * @throws ArgumentError when a size is not a positive integer, or the start values are unknown.
 *
 * @example
 * ```ts
 * import { nas } from '@sluice/zoo';
 * const cell = nas({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const nas = defineCell({
  kind: 'nas',
  defaults: { bias: true, initial: 'glorot' },
  state: ({ hiddenSize }) => ({ h: [hiddenSize], c: [hiddenSize] }),
  params: (options: Required<BiasOptions>) => {
    const { inputSize, hiddenSize, bias } = options;
    const start = startValues(options, 8);
    return {
      wx: { shape: [inputSize, 8 * hiddenSize], initial: start.input },
      wh: { shape: [hiddenSize, 8 * hiddenSize], initial: start.recurrent },
      b: bias && { shape: [8 * hiddenSize], initial: start.bias },
    };
  },
  step({ x, state: { h, c }, params: { wx, wh, b } }) {
    const [a1, a2, a3, a4, a5, a6, a7, a8] = x.matmul(wx).split(8);
    const [m1, m2, m3, m4, m5, m6, m7, m8] = affine(h, wh, b).split(8);
    const l1 = a1.add(m1).sigmoid().mul(a2.add(m2).relu()).tanh();
    const l2 = a3.add(m3).sigmoid().add(a4.mul(m4).relu()).tanh();
    const l3 = a5.add(m5).tanh().mul(a6.add(m6).sigmoid()).tanh();
    const l4 = a7.add(m7).tanh().add(a8.add(m8).sigmoid()).sigmoid();
    const cNext = l1.add(c).tanh().mul(l2);
    const hNext = cNext.mul(l3.add(l4).tanh()).tanh();
    return { output: hNext, state: { h: hNext, c: cNext }, gates: { l1, l2, l3, l4 } };
  },
});
