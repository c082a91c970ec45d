import { defineCell } from '@sluice/cell';
import { affine, mix } from './equations.js';
import { biases, forgets, other, startValues, type BiasOptions } from './zoo-options.js';

/**
 * The strongly typed LSTM: a memory that averages, behind gates that see the last two inputs and never the state.
 *
 * Balduzzi and Ghifary, "Strongly-typed recurrent neural networks", 2016. With p, the input of the step before:
 *
 *     z = p·V_z + x·W_z + b_z             content
 *     f = σ(p·V_f + x·W_f + b_f)          forget gate
 *     o = tanh(p·Vₒ + x·Wₒ + bₒ)          output gate
 *     c' = f ⊙ c + (1 − f) ⊙ z
 *     h = c' ⊙ o
 *
 * `wp` `[inputSize, 3·hiddenSize]` holds V, `wx` W and `b` the biases, in the order z, f, o.
 *
 * @throws ArgumentError when a size is not a positive integer, or the start values are unknown.
 *
 * @example
 * ```ts
 * import { tlstm } from '@sluice/zoo';
 * const cell = tlstm({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const tlstm = defineCell({
  kind: 'tlstm',
  defaults: { bias: true, initial: 'glorot' },
  state: ({ inputSize, hiddenSize }) => ({ c: [hiddenSize], p: [inputSize] }),
  params: (options: Required<BiasOptions>) => {
    const { inputSize, hiddenSize, bias } = options;
    const start = startValues(options, 3);
    return {
      wp: { shape: [inputSize, 3 * hiddenSize], initial: start.input },
      wx: { shape: [inputSize, 3 * hiddenSize], initial: start.input },
      b: bias && { shape: [3 * hiddenSize], initial: biases(options, other, forgets(), other) },
    };
  },
  step({ x, state: { c, p }, params: { wp, wx, b } }) {
    const [z, f, o] = affine(x, wx, b).add(p.matmul(wp)).split(3);
    const forget = f.sigmoid();
    const output = o.tanh();
    const cNext = mix(forget, c, z);
    return {
      output: cNext.mul(output),
      state: { c: cNext, p: x },
      gates: { content: z, forget, output },
    };
  },
});
