import { defineCell } from '@sluice/cell';
import { affine, mix } from './equations.js';
import { biases, forgets, other, startValues, type BiasOptions } from './zoo-options.js';

/**
 * The recurrently neuromodulated bistable cell: a bistable cell whose units set each other's gate and feedback.
 *
 * Vecoven, Ernst and Drion, "A bio-inspired bistable recurrent cell allows for long-lasting memory", 2021; the biases are those
 * of its experiments.
 *
 *     c = σ(x·W_c + h·U_c + b_c)                update gate
 *     a = 1 + tanh(x·W_a + h·U_a + b_a)         feedback, from 0 to 2
 *     h' = c ⊙ h + (1 − c) ⊙ tanh(x·W_h + a ⊙ h)
 *
 * `wx` `[inputSize, 3·hiddenSize]` holds W in the order c, a, h; `wh` `[hiddenSize, 2·hiddenSize]` holds U and `b` the biases,
 * in the order c, a.
 *
 * @throws ArgumentError when a size is not a positive integer, or the start values are unknown.
 *
 * @example
 * ```ts
 * import { nbrc } from '@sluice/zoo';
 * const cell = nbrc({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const nbrc = defineCell({
  kind: 'nbrc',
  defaults: { bias: true, initial: 'glorot' },
  state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
  params: (options: Required<BiasOptions>) => {
    const { inputSize, hiddenSize, bias } = options;
    const start = startValues(options, 2);
    return {
      wx: { shape: [inputSize, 3 * hiddenSize], initial: startValues(options, 3).input },
      wh: { shape: [hiddenSize, 2 * hiddenSize], initial: start.recurrent },
      b: bias && { shape: [2 * hiddenSize], initial: biases(options, forgets(), other) },
    };
  },
  step({ x, state: { h }, params: { wx, wh, b }, options: { hiddenSize } }) {
    const [xGates, xh] = x.matmul(wx).split([2 * hiddenSize, hiddenSize]);
    const [c, a] = xGates.add(affine(h, wh, b)).split(2);
    const update = c.sigmoid();
    const feedback = a.tanh().add(1);
    const hNext = mix(update, h, xh.add(feedback.mul(h)).tanh());
    return { output: hNext, state: { h: hNext }, gates: { update, feedback } };
  },
});
