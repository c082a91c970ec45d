import { defineCell } from '@sluice/cell';
import { mix } from './equations.js';
import { biases, forgets, startValues, type BiasOptions } from './zoo-options.js';

/**
 * The strongly typed recurrent cell: a running average of what is seen, which no matrix ever turns.
 *
 * Balduzzi and Ghifary, "Strongly-typed recurrent neural networks", 2016.
 *
 *     z = x·W                             content
 *     f = σ(x·V + b)                      forget gate
 *     h' = f ⊙ h + (1 − f) ⊙ z
 *
 * `wx` `[inputSize, 2·hiddenSize]` holds W and V; `b` is `[hiddenSize]`.
 *
 * @throws ArgumentError when a size is not a positive integer, or the start values are unknown.
 *
 * @example
 * ```ts
 * import { trnn } from '@sluice/zoo';
 * const cell = trnn({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const trnn = defineCell({
  kind: 'trnn',
  defaults: { bias: true, initial: 'glorot' },
  state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
  params: (options: Required<BiasOptions>) => {
    const { inputSize, hiddenSize, bias } = options;
    const start = startValues(options, 2);
    return {
      wx: { shape: [inputSize, 2 * hiddenSize], initial: start.input },
      b: bias && { shape: [hiddenSize], initial: biases(options, forgets()) },
    };
  },
  step({ x, state: { h }, params: { wx, b } }) {
    const [content, f] = x.matmul(wx).split(2);
    const forget = (b ? f.add(b) : f).sigmoid();
    const hNext = mix(forget, h, content);
    return { output: hNext, state: { h: hNext }, gates: { content, forget } };
  },
});
