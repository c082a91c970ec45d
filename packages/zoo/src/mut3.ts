import { defineCell } from '@sluice/cell';
import { affine, mix } from './equations.js';
import { biases, other, replaces, startValues, type BiasOptions } from './zoo-options.js';

/**
 * The third of three cells that a search by mutation found to do as well as a GRU, or better.
 *
 * Jozefowicz, Zaremba and Sutskever, "An empirical exploration of recurrent network architectures", 2015.
 *
 *     z = σ(x·W_z + tanh(h)·U_z + b_z)           update gate
 *     r = σ(x·W_r + h·U_r + b_r)                 reset gate
 *     c = tanh((r ⊙ h)·U_c + x·W_c + b_c)        candidate
 *     h' = c ⊙ z + h ⊙ (1 − z)
 *
 * `wx` `[inputSize, 3·hiddenSize]` holds W, `wh` U and `b` the biases, in the order z, r, c.
 *
 * @throws ArgumentError when a size is not a positive integer, or the start values are unknown.
 *
 * @example
 * ```ts
 * import { mut3 } from '@sluice/zoo';
 * const cell = mut3({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const mut3 = defineCell({
  kind: 'mut3',
  defaults: { bias: true, initial: 'glorot' },
  state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
  params: (options: Required<BiasOptions>) => {
    const { inputSize, hiddenSize, bias } = options;
    const start = startValues(options, 3);
    return {
      wx: { shape: [inputSize, 3 * hiddenSize], initial: start.input },
      wh: { shape: [hiddenSize, 3 * hiddenSize], initial: start.recurrent },
      b: bias && { shape: [3 * hiddenSize], initial: biases(options, replaces(), other, other) },
    };
  },
  step({ x, state: { h }, params: { wx, wh, b } }) {
    const [xz, xr, xc] = affine(x, wx, b).split(3);
    const [uz, ur, uc] = wh.split(3);
    const update = xz.add(h.tanh().matmul(uz)).sigmoid();
    const reset = xr.add(h.matmul(ur)).sigmoid();
    const candidate = xc.add(reset.mul(h).matmul(uc)).tanh();
    const hNext = mix(update, candidate, h);
    return { output: hNext, state: { h: hNext }, gates: { update, reset, candidate } };
  },
});
