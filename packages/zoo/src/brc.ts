import { defineCell } from '@sluice/cell';
import { initializers } from '@sluice/math';
import { mix } from './equations.js';
import { biases, forgets, other, startValues, type BiasOptions } from './zoo-options.js';

/**
 * The bistable recurrent cell: where a unit's feedback on itself is stronger than 1 it has two stable states, and remembers.
 *
 * Vecoven, Ernst and Drion, "A bio-inspired bistable recurrent cell allows for long-lasting memory", 2021; the biases of c and
 * a are those of its experiments.
 *
 *     c = σ(x·W_c + u_c ⊙ h + b_c)              update gate
 *     a = 1 + tanh(x·W_a + u_a ⊙ h + b_a)       feedback, from 0 to 2
 *     h' = c ⊙ h + (1 − c) ⊙ tanh(x·W_h + a ⊙ h)
 *
 * `wx` `[inputSize, 3·hiddenSize]` holds W in the order c, a, h; `u` `[2·hiddenSize]`, which starts at 1, and `b` are in the
 * order c, a. No product is left in the loop over time.
 *
 * @throws ArgumentError when a size is not a positive integer, or the start values are unknown.
 *
 * @example
 * ```ts
 * import { brc } from '@sluice/zoo';
 * const cell = brc({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const brc = defineCell({
  kind: 'brc',
  defaults: { bias: true, initial: 'glorot' },
  state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
  params: (options: Required<BiasOptions>) => {
    const { inputSize, hiddenSize, bias } = options;
    const start = startValues(options, 3);
    return {
      wx: { shape: [inputSize, 3 * hiddenSize], initial: start.input },
      u: { shape: [2 * hiddenSize], initial: initializers.ones() },
      b: bias && { shape: [2 * hiddenSize], initial: biases(options, forgets(), other) },
    };
  },
  step({ x, state: { h }, params: { wx, u, b }, options: { hiddenSize } }) {
    const [xGates, xh] = x.matmul(wx).split([2 * hiddenSize, hiddenSize]);
    const [xc, xa] = (b ? xGates.add(b) : xGates).split(2);
    const [uc, ua] = u.split(2);
    const update = xc.add(h.mul(uc)).sigmoid();
    const feedback = xa.add(h.mul(ua)).tanh().add(1);
    const hNext = mix(update, h, xh.add(feedback.mul(h)).tanh());
    return { output: hNext, state: { h: hNext }, gates: { update, feedback } };
  },
});
