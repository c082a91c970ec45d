import { defineCell } from '@sluice/cell';
import { affine, mix } from './equations.js';
import { biases, other, replaces, startValues, type BiasOptions } from './zoo-options.js';

/**
 * The stackable recurrent cell (STAR), whose gradients keep their size through many layers.
 *
 * Turkoglu, D'Aronco, Wegner and Schindler, "Gating revisited: deep multi-layer RNNs that can be trained", 2021.
 *
 *     z = tanh(x·W_z + b_z)                    candidate
 *     k = σ(x·W_k + h·U + b_k)                 gate
 *     h' = tanh((1 − k) ⊙ h + k ⊙ z)
 *
 * `wx` `[inputSize, 2·hiddenSize]` holds W and `b` the biases, in the order z, k; `wh` `[hiddenSize, hiddenSize]` is U.
 *
 * @throws ArgumentError when a size is not a positive integer, or the start values are unknown.
 *
 * @example
 * ```ts
 * import { star } from '@sluice/zoo';
 * const cell = star({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const star = defineCell({
  kind: 'star',
  defaults: { bias: true, initial: 'glorot' },
  state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
  params: (options: Required<BiasOptions>) => {
    const { inputSize, hiddenSize, bias } = options;
    const start = startValues(options, 2);
    return {
      wx: { shape: [inputSize, 2 * hiddenSize], initial: start.input },
      wh: { shape: [hiddenSize, hiddenSize], initial: startValues(options, 1).recurrent },
      b: bias && { shape: [2 * hiddenSize], initial: biases(options, other, replaces()) },
    };
  },
  step({ x, state: { h }, params: { wx, wh, b } }) {
    const [z, k] = affine(x, wx, b).split(2);
    const candidate = z.tanh();
    const gate = k.add(h.matmul(wh)).sigmoid();
    const hNext = mix(gate, candidate, h).tanh();
    return { output: hNext, state: { h: hNext }, gates: { candidate, gate } };
  },
});
