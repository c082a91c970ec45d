import { defineCell } from '@sluice/cell';
import { affine } from './equations.js';
import { adds, biases, forgets, other, startValues, type BiasOptions } from './zoo-options.js';

/** What a multiplicative LSTM is made with. */
export interface MultiplicativeLstmOptions extends BiasOptions {
  /** The forget gate's bias at the start, unless `initial` says another; 1 by default. */
  readonly forgetBias?: number;
}

/**
 * The multiplicative LSTM, whose transition is another one for each input.
 *
 * Krause, Lu, Murray and Renals, "Multiplicative LSTM for sequence modelling", 2016, in its last version; the first one gives
 * tanh(o ⊙ c').
 *
 *     m = (x·W_m) ⊙ (h·U)             what stands for h in all that follows
 *     i = σ(x·Wᵢ + m·Vᵢ + bᵢ)         input gate
 *     f = σ(x·W_f + m·V_f + b_f)      forget gate
 *     g = tanh(x·W_g + m·V_g + b_g)   candidate
 *     o = σ(x·Wₒ + m·Vₒ + bₒ)         output gate
 *     c' = f ⊙ c + i ⊙ g
 *     h' = o ⊙ tanh(c')
 *
 * `wx` `[inputSize, 5·hiddenSize]` holds W in the order m, i, f, g, o; `wh` `[hiddenSize, hiddenSize]` is U; `wm`
 * `[hiddenSize, 4·hiddenSize]` holds V and `b` the biases, in the order i, f, g, o.
 *
 * @throws ArgumentError when a size is not a positive integer, or the start values are unknown.
 *
 * @example
 * ```ts
 * import { multiplicativeLstm } from '@sluice/zoo';
 * const cell = multiplicativeLstm({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const multiplicativeLstm = defineCell({
  kind: 'multiplicativeLstm',
  defaults: { bias: true, forgetBias: 1, initial: 'glorot' },
  state: ({ hiddenSize }) => ({ h: [hiddenSize], c: [hiddenSize] }),
  params: (options: Required<MultiplicativeLstmOptions>) => {
    const { inputSize, hiddenSize, bias, forgetBias } = options;
    return {
      wx: { shape: [inputSize, 5 * hiddenSize], initial: startValues(options, 5).input },
      wh: { shape: [hiddenSize, hiddenSize], initial: startValues(options, 1).recurrent },
      wm: { shape: [hiddenSize, 4 * hiddenSize], initial: startValues(options, 4).recurrent },
      b: bias && {
        shape: [4 * hiddenSize],
        initial: biases(options, adds(), forgets(forgetBias), other, other),
      },
    };
  },
  step({ x, state: { h, c }, params: { wx, wh, wm, b }, options: { hiddenSize } }) {
    const [xState, xGates] = x.matmul(wx).split([hiddenSize, 4 * hiddenSize]);
    const m = xState.mul(h.matmul(wh));
    const [i, f, g, o] = xGates.add(affine(m, wm, b)).split(4);

    const input = i.sigmoid();
    const forget = f.sigmoid();
    const candidate = g.tanh();
    const output = o.sigmoid();
    const cNext = forget.mul(c).add(input.mul(candidate));
    const hNext = output.mul(cNext.tanh());
    return {
      output: hNext,
      state: { h: hNext, c: cNext },
      gates: { multiplicative: m, input, forget, candidate, output },
    };
  },
});
