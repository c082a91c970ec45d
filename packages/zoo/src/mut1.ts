import { defineCell } from '@sluice/cell';
import { mix } from './equations.js';
import { biases, other, replaces, startValues, type BiasOptions } from './zoo-options.js';

/**
 * The first of three cells that a search by mutation found to do as well as a GRU, or better.
 *
 * Jozefowicz, Zaremba and Sutskever, "An empirical exploration of recurrent network architectures", 2015.
 *
 *     z = σ(x·W_z + b_z)                         update gate
 *     r = σ(x·W_r + h·U_r + b_r)                 reset gate
 *     c = tanh((r ⊙ h)·U_c + tanh(x) + b_c)      candidate
 *     h' = c ⊙ z + h ⊙ (1 − z)
 *
 * `wx` `[inputSize, 2·hiddenSize]` holds W in the order z, r; `wh` `[hiddenSize, 2·hiddenSize]` holds U in the order r, c; `b`
 * the biases in the order z, r, c. In c an input of another size than `hiddenSize` is first projected to it, by `wp`.
 *
 * @throws ArgumentError when a size is not a positive integer, or the start values are unknown.
 *
 * @example
 * ```ts
 * import { mut1 } from '@sluice/zoo';
 * const cell = mut1({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const mut1 = defineCell({
  kind: 'mut1',
  defaults: { bias: true, initial: 'glorot' },
  state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
  params: (options: Required<BiasOptions>) => {
    const { inputSize, hiddenSize, bias } = options;
    const { input, recurrent } = startValues(options, 2);
    return {
      wp: inputSize !== hiddenSize && {
        shape: [inputSize, hiddenSize],
        initial: startValues(options, 1).input,
      },
      wx: { shape: [inputSize, 2 * hiddenSize], initial: input },
      wh: { shape: [hiddenSize, 2 * hiddenSize], initial: recurrent },
      b: bias && { shape: [3 * hiddenSize], initial: biases(options, replaces(), other, other) },
    };
  },
  step({ x, state: { h }, params: { wp, wx, wh, b } }) {
    const [z, xr] = x.matmul(wx).split(2);
    const [ur, uc] = wh.split(2);
    const [bz, br, bc] = b ? b.split(3) : [0, 0, 0];
    const update = z.add(bz).sigmoid();
    const reset = xr.add(br).add(h.matmul(ur)).sigmoid();
    const given = (wp ? x.matmul(wp) : x).tanh().add(bc);
    const candidate = given.add(reset.mul(h).matmul(uc)).tanh();
    const hNext = mix(update, candidate, h);
    return { output: hNext, state: { h: hNext }, gates: { update, reset, candidate } };
  },
});
