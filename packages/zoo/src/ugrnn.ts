import { defineCell } from '@sluice/cell';
import { affine, mix } from './equations.js';
import { biases, forgets, other, startValues, type BiasOptions } from './zoo-options.js';

/** What an update gate cell is made with. */
export interface UgrnnOptions extends BiasOptions {
  /** The gate's bias at the start, unless `initial` says another; 1 by default. */
  readonly forgetBias?: number;
}

/**
 * The update gate cell (UGRNN): a simple recurrent cell with one gate, which keeps the state or replaces it.
 *
 * Collins, Sohl-Dickstein and Sussillo, "Capacity and trainability in recurrent neural networks", 2017.
 *
 *     c = tanh(x·W_c + h·U_c + b_c)       candidate
 *     g = σ(x·W_g + h·U_g + b_g)          update gate
 *     h' = g ⊙ h + (1 − g) ⊙ c
 *
 * `wx` `[inputSize, 2·hiddenSize]` holds W, `wh` U and `b` the biases, in the order c, g.
 *
 * @throws ArgumentError when a size is not a positive integer, or the start values are unknown.
 *
 * @example
 * ```ts
 * import { ugrnn } from '@sluice/zoo';
 * const cell = ugrnn({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const ugrnn = defineCell({
  kind: 'ugrnn',
  defaults: { bias: true, forgetBias: 1, initial: 'glorot' },
  state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
  params: (options: Required<UgrnnOptions>) => {
    const { inputSize, hiddenSize, bias, forgetBias } = options;
    const start = startValues(options, 2);
    return {
      wx: { shape: [inputSize, 2 * hiddenSize], initial: start.input },
      wh: { shape: [hiddenSize, 2 * hiddenSize], initial: start.recurrent },
      b: bias && { shape: [2 * hiddenSize], initial: biases(options, other, forgets(forgetBias)) },
    };
  },
  step({ x, state: { h }, params: { wx, wh, b } }) {
    const [c, g] = affine(x, wx, b).add(h.matmul(wh)).split(2);
    const candidate = c.tanh();
    const update = g.sigmoid();
    const hNext = mix(update, h, candidate);
    return { output: hNext, state: { h: hNext }, gates: { candidate, update } };
  },
});
