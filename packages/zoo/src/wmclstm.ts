import { defineCell } from '@sluice/cell';
import { affine } from './equations.js';
import { adds, biases, forgets, other, startValues, type BiasOptions } from './zoo-options.js';

/** What an LSTM with working memory connections is made with. */
export interface WmclstmOptions extends BiasOptions {
  /** The forget gate's bias at the start, unless `initial` says another; 1 by default. */
  readonly forgetBias?: number;
}

/**
 * An LSTM with working memory connections: its gates see what a tanh lets through of the memory.
 *
 * Landi, Baraldi, Cornia and Cucchiara, "Working memory connections for LSTM", 2021.
 *
 *     i = σ(x·Wᵢ + h·Uᵢ + tanh(c·Vᵢ) + bᵢ)        input gate
 *     f = σ(x·W_f + h·U_f + tanh(c·V_f) + b_f)    forget gate
 *     g = tanh(x·W_g + h·U_g + b_g)               candidate
 *     c' = f ⊙ c + i ⊙ g
 *     o = σ(x·Wₒ + h·Uₒ + tanh(c'·Vₒ) + bₒ)       output gate
 *     h' = o ⊙ tanh(c')
 *
 * `wx` `[inputSize, 4·hiddenSize]` holds W, `wh` U and `b` the biases, in the order i, f, g, o; `wc`
 * `[hiddenSize, 3·hiddenSize]` holds V in the order i, f, o.
 *
 * @throws ArgumentError when a size is not a positive integer, or the start values are unknown.
 *
 * @example
 * ```ts
 * import { wmclstm } from '@sluice/zoo';
 * const cell = wmclstm({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const wmclstm = defineCell({
  kind: 'wmclstm',
  defaults: { bias: true, forgetBias: 1, initial: 'glorot' },
  state: ({ hiddenSize }) => ({ h: [hiddenSize], c: [hiddenSize] }),
  params: (options: Required<WmclstmOptions>) => {
    const { inputSize, hiddenSize, bias, forgetBias } = options;
    const start = startValues(options, 4);
    return {
      wx: { shape: [inputSize, 4 * hiddenSize], initial: start.input },
      wh: { shape: [hiddenSize, 4 * hiddenSize], initial: start.recurrent },
      wc: { shape: [hiddenSize, 3 * hiddenSize], initial: startValues(options, 3).recurrent },
      b: bias && {
        shape: [4 * hiddenSize],
        initial: biases(options, adds(), forgets(forgetBias), other, other),
      },
    };
  },
  step({ x, state: { h, c }, params: { wx, wh, wc, b }, options: { hiddenSize } }) {
    const [i, f, g, o] = affine(x, wx, b).add(h.matmul(wh)).split(4);
    const [before, after] = wc.split([2 * hiddenSize, hiddenSize]);
    const [iMemory, fMemory] = c.matmul(before).tanh().split(2);

    const input = i.add(iMemory).sigmoid();
    const forget = f.add(fMemory).sigmoid();
    const candidate = g.tanh();
    const cNext = forget.mul(c).add(input.mul(candidate));
    const output = o.add(cNext.matmul(after).tanh()).sigmoid();
    const hNext = output.mul(cNext.tanh());
    return {
      output: hNext,
      state: { h: hNext, c: cNext },
      gates: { input, forget, candidate, output },
    };
  },
});
