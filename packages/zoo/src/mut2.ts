import { defineCell } from '@sluice/cell';
import { mix } from './equations.js';
import { biases, other, replaces, startValues, type BiasOptions } from './zoo-options.js';

/**
 * The second of three cells that a search by mutation found to do as well as a GRU, or better.
 *
 * Jozefowicz, Zaremba and Sutskever, "An empirical exploration of recurrent network architectures", 2015.
 *
 *     z = σ(x·W_z + h·U_z + b_z)                 update gate
 *     r = σ(x + h·U_r + b_r)                     reset gate
 *     c = tanh((r ⊙ h)·U_c + x·W_c + b_c)        candidate
 *     h' = c ⊙ z + h ⊙ (1 − z)
 *
 * `wx` `[inputSize, 2·hiddenSize]` holds W in the order z, c; `wh` `[hiddenSize, 3·hiddenSize]` holds U and `b` the biases, in
 * the order z, r, c. In r an input of another size than `hiddenSize` is first projected to it, by `wp`.
 *
 * @throws ArgumentError when a size is not a positive integer, or the start values are unknown.
 *
 * @example
 * ```ts
 * import { mut2 } from '@sluice/zoo';
 * const cell = mut2({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const mut2 = defineCell({
  kind: 'mut2',
  defaults: { bias: true, initial: 'glorot' },
  state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
  params: (options: Required<BiasOptions>) => {
    const { inputSize, hiddenSize, bias } = options;
    const start = startValues(options, 3);
    return {
      wp: inputSize !== hiddenSize && {
        shape: [inputSize, hiddenSize],
        initial: startValues(options, 1).input,
      },
      wx: { shape: [inputSize, 2 * hiddenSize], initial: startValues(options, 2).input },
      wh: { shape: [hiddenSize, 3 * hiddenSize], initial: start.recurrent },
      b: bias && { shape: [3 * hiddenSize], initial: biases(options, replaces(), other, other) },
    };
  },
  step({ x, state: { h }, params: { wp, wx, wh, b }, options: { hiddenSize } }) {
    const [xz, xc] = x.matmul(wx).split(2);
    const [uGates, uc] = wh.split([2 * hiddenSize, hiddenSize]);
    const [bz, br, bc] = b ? b.split(3) : [0, 0, 0];
    const [hz, hr] = h.matmul(uGates).split(2);
    const update = xz.add(bz).add(hz).sigmoid();
    const reset = (wp ? x.matmul(wp) : x).add(br).add(hr).sigmoid();
    const candidate = xc.add(bc).add(reset.mul(h).matmul(uc)).tanh();
    const hNext = mix(update, candidate, h);
    return { output: hNext, state: { h: hNext }, gates: { update, reset, candidate } };
  },
});
