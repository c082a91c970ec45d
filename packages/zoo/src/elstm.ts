import { defineCell } from '@sluice/cell';
import { initializers } from '@sluice/math';
import { affine, mix } from './equations.js';
import { biases, forgets, other, startValues, type BiasOptions } from './zoo-options.js';

/** What an element-wise LSTM is made with. */
export interface ElstmOptions extends BiasOptions {
  /** The forget gate's bias at the start, unless `initial` says another; 1 by default. */
  readonly forgetBias?: number;
}

/**
 * The element-wise LSTM (eLSTM): each unit of its memory sees only itself of the step before.
 *
 * Irie, Gopalakrishnan and Schmidhuber, "Exploring the promise and limits of real-time recurrent learning", 2023.
 *
 *     f = σ(x·W_f + u_f ⊙ c + b_f)        forget gate
 *     z = tanh(x·W_z + u_z ⊙ c + b_z)     candidate
 *     c' = f ⊙ c + (1 − f) ⊙ z
 *     o = σ(x·Wₒ + c'·V + bₒ)             output gate
 *     h = o ⊙ c'
 *
 * `wx` `[inputSize, 3·hiddenSize]` holds W and `b` the biases, in the order f, z, o; `u` `[2·hiddenSize]` holds the weights of
 * f and z for the unit itself; `wc` `[hiddenSize, hiddenSize]` is V. No product is left in the loop over time.
 *
 * @throws ArgumentError when a size is not a positive integer, or the start values are unknown.
 *
 * @example
 * ```ts
 * import { elstm } from '@sluice/zoo';
 * const cell = elstm({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const elstm = defineCell({
  kind: 'elstm',
  defaults: { bias: true, forgetBias: 1, initial: 'glorot' },
  state: ({ hiddenSize }) => ({ c: [hiddenSize] }),
  params: (options: Required<ElstmOptions>) => {
    const { inputSize, hiddenSize, bias, forgetBias } = options;
    return {
      wx: { shape: [inputSize, 3 * hiddenSize], initial: startValues(options, 3).input },
      u: { shape: [2 * hiddenSize], initial: initializers.normal(0, 0.1) },
      wc: { shape: [hiddenSize, hiddenSize], initial: startValues(options, 1).recurrent },
      b: bias && { shape: [3 * hiddenSize], initial: biases(options, forgets(forgetBias), other, other) },
    };
  },
  step({ x, state: { c }, params: { wx, u, wc, b } }) {
    const [xf, xz, xo] = affine(x, wx, b).split(3);
    const [uf, uz] = u.split(2);
    const forget = xf.add(c.mul(uf)).sigmoid();
    const candidate = xz.add(c.mul(uz)).tanh();
    const cNext = mix(forget, c, candidate);
    const output = xo.add(cNext.matmul(wc)).sigmoid();
    return {
      output: output.mul(cNext),
      state: { c: cNext },
      gates: { forget, candidate, output },
    };
  },
});
