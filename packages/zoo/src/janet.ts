import { defineCell } from '@sluice/cell';
import { affine } from './equations.js';
import { forgets, other, startValues, type BiasOptions } from './zoo-options.js';

/** What a JANET is made with. */
export interface JanetOptions extends BiasOptions {
  /** How much further the gate opens for the past than it closes for the present; 1 by default. */
  readonly beta?: number;
  /** The forget gate's bias at the start, unless `initial` says another; 1 by default. */
  readonly forgetBias?: number;
}

/**
 * JANET, an LSTM of which only the forget gate is left.
 *
 * Van der Westhuizen and Lasenby, "The unreasonable effectiveness of the forget gate", 2018.
 *
 *     s = x·W_f + h·U_f + b_f
 *     c = tanh(x·W_c + h·U_c + b_c)          candidate
 *     h' = σ(s) ⊙ h + (1 − σ(s − β)) ⊙ c
 *
 * `wx` `[inputSize, 2·hiddenSize]` holds W, `wh` U and `b` the biases, in the order f, c. The paper starts biases as `initial:
 * { bias: { name: 'chrono', longest } }` does.
 *
 * @throws ArgumentError when a size is not a positive integer, or the start values are unknown.
 *
 * @example
 * ```ts
 * import { janet } from '@sluice/zoo';
 * const cell = janet({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const janet = defineCell({
  kind: 'janet',
  defaults: { bias: true, beta: 1, forgetBias: 1, initial: 'glorot' },
  state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
  params: (options: Required<JanetOptions>) => {
    const { inputSize, hiddenSize, bias, forgetBias } = options;
    const start = startValues(options, [forgets(forgetBias), other]);
    return {
      wx: { shape: [inputSize, 2 * hiddenSize], initial: start.input },
      wh: { shape: [hiddenSize, 2 * hiddenSize], initial: start.recurrent },
      b: bias && { shape: [2 * hiddenSize], initial: start.bias },
    };
  },
  step({ x, state: { h }, params: { wx, wh, b }, options: { beta } }) {
    const [s, c] = affine(x, wx, b).add(h.matmul(wh)).split(2);
    const forget = s.sigmoid();
    const input = s.sub(beta).sigmoid().neg().add(1);
    const candidate = c.tanh();
    const hNext = forget.mul(h).add(input.mul(candidate));
    return { output: hNext, state: { h: hNext }, gates: { forget, input, candidate } };
  },
});
