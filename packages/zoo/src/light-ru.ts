import { defineCell } from '@sluice/cell';
import { affine, mix } from './equations.js';
import { biases, replaces, startValues, type BiasOptions } from './zoo-options.js';

/**
 * The light recurrent unit: one gate between the state and what the input says alone.
 *
 * Ye, Zhang, Liu, Li, Chang and Zheng, "Light recurrent unit: towards an interpretable recurrent neural network for modeling
 * long-range dependency", 2024; one layer, without the paper's stacking of candidates.
 *
 *     c = tanh(x·W_c)                     candidate
 *     f = σ(x·W_f + h·U + b)              forget gate
 *     h' = (1 − f) ⊙ h + f ⊙ c
 *
 * `wx` `[inputSize, 2·hiddenSize]` holds W in the order c, f; `wh` `[hiddenSize, hiddenSize]` is U.
 *
 * @throws ArgumentError when a size is not a positive integer, or the start values are unknown.
 *
 * @example
 * ```ts
 * import { lightRu } from '@sluice/zoo';
 * const cell = lightRu({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const lightRu = defineCell({
  kind: 'lightRu',
  defaults: { bias: true, initial: 'glorot' },
  state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
  params: (options: Required<BiasOptions>) => {
    const { inputSize, hiddenSize, bias } = options;
    const start = startValues(options, 1);
    return {
      wx: { shape: [inputSize, 2 * hiddenSize], initial: startValues(options, 2).input },
      wh: { shape: [hiddenSize, hiddenSize], initial: start.recurrent },
      b: bias && { shape: [hiddenSize], initial: biases(options, replaces()) },
    };
  },
  step({ x, state: { h }, params: { wx, wh, b } }) {
    const [c, xf] = x.matmul(wx).split(2);
    const candidate = c.tanh();
    const forget = xf.add(affine(h, wh, b)).sigmoid();
    const hNext = mix(forget, candidate, h);
    return { output: hNext, state: { h: hNext }, gates: { candidate, forget } };
  },
});
