import { defineCell } from '@sluice/cell';
import { affine, mix } from './equations.js';
import { biases, forgets, other, startValues, type BiasOptions } from './zoo-options.js';

/**
 * The light GRU (Li-GRU): a GRU without a reset gate, and with relu.
 *
 * Ravanelli, Brakel, Omologo and Bengio, "Light gated recurrent units for speech recognition", 2018. Where the paper normalises
 * x·W over the batch, here stands a bias.
 *
 *     z = σ(x·W_z + h·U_z + b_z)          update gate
 *     c = relu(x·W_c + h·U_c + b_c)       candidate
 *     h' = z ⊙ h + (1 − z) ⊙ c
 *
 * `wx` `[inputSize, 2·hiddenSize]` holds W, `wh` U and `b` the biases, in the order z, c.
 *
 * @throws ArgumentError when a size is not a positive integer, or the start values are unknown.
 *
 * @example
 * ```ts
 * import { ligru } from '@sluice/zoo';
 * const cell = ligru({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const ligru = defineCell({
  kind: 'ligru',
  defaults: { bias: true, initial: 'glorot' },
  state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
  params: (options: Required<BiasOptions>) => {
    const { inputSize, hiddenSize, bias } = options;
    const start = startValues(options, 2);
    return {
      wx: { shape: [inputSize, 2 * hiddenSize], initial: start.input },
      wh: { shape: [hiddenSize, 2 * hiddenSize], initial: start.recurrent },
      b: bias && { shape: [2 * hiddenSize], initial: biases(options, forgets(), other) },
    };
  },
  step({ x, state: { h }, params: { wx, wh, b } }) {
    const [z, c] = affine(x, wx, b).add(h.matmul(wh)).split(2);
    const update = z.sigmoid();
    const candidate = c.relu();
    const hNext = mix(update, h, candidate);
    return { output: hNext, state: { h: hNext }, gates: { update, candidate } };
  },
});
