import { defineCell } from '@sluice/cell';
import { affine, mix } from './equations.js';
import { biases, forgets, other, startValues, type BiasOptions } from './zoo-options.js';

/** What a quasi-recurrent cell is made with. */
export interface QrnnOptions extends BiasOptions {
  /** The forget gate's bias at the start, unless `initial` says another; 0 by default. */
  readonly forgetBias?: number;
}

/**
 * The quasi-recurrent cell (QRNN) with fo-pooling: convolutions over two steps, and between steps nothing but a running average.
 *
 * Bradbury, Merity, Xiong and Socher, "Quasi-recurrent neural networks", 2017. With p, the input of the step before:
 *
 *     z = tanh(p·V_z + x·W_z + b_z)       candidate
 *     f = σ(p·V_f + x·W_f + b_f)          forget gate
 *     o = σ(p·Vₒ + x·Wₒ + bₒ)             output gate
 *     c' = f ⊙ c + (1 − f) ⊙ z
 *     h = o ⊙ c'
 *
 * `wp` `[inputSize, 3·hiddenSize]` holds V, `wx` W and `b` the biases, in the order z, f, o.
 *
 * @throws ArgumentError when a size is not a positive integer, or the start values are unknown.
 *
 * @example
 * ```ts
 * import { qrnn } from '@sluice/zoo';
 * const cell = qrnn({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const qrnn = defineCell({
  kind: 'qrnn',
  defaults: { bias: true, forgetBias: 0, initial: 'glorot' },
  state: ({ inputSize, hiddenSize }) => ({ c: [hiddenSize], p: [inputSize] }),
  params: (options: Required<QrnnOptions>) => {
    const { inputSize, hiddenSize, bias, forgetBias } = options;
    const start = startValues(options, 3);
    return {
      wp: { shape: [inputSize, 3 * hiddenSize], initial: start.input },
      wx: { shape: [inputSize, 3 * hiddenSize], initial: start.input },
      b: bias && { shape: [3 * hiddenSize], initial: biases(options, other, forgets(forgetBias), other) },
    };
  },
  step({ x, state: { c, p }, params: { wp, wx, b } }) {
    const [z, f, o] = affine(x, wx, b).add(p.matmul(wp)).split(3);
    const candidate = z.tanh();
    const forget = f.sigmoid();
    const output = o.sigmoid();
    const cNext = mix(forget, c, candidate);
    return {
      output: output.mul(cNext),
      state: { c: cNext, p: x },
      gates: { candidate, forget, output },
    };
  },
});
