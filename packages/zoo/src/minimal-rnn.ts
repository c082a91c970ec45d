import { defineCell } from '@sluice/cell';
import { affine, mix } from './equations.js';
import { biases, forgets, other, startValues, type BiasOptions } from './zoo-options.js';

/**
 * The minimal recurrent cell: the state stays among mapped inputs, since each step mixes it with one.
 *
 * Chen, "MinimalRNN: toward more interpretable and trainable recurrent neural networks", 2017.
 *
 *     z = tanh(x·W + b_z)                 the mapped input
 *     u = σ(h·U + z·V + b_u)              update gate
 *     h' = u ⊙ h + (1 − u) ⊙ z
 *
 * `wx` `[inputSize, hiddenSize]` is W, `wh` `[hiddenSize, hiddenSize]` U, `wz` `[hiddenSize, hiddenSize]` V, and `b` holds the
 * biases in the order z, u.
 *
 * @throws ArgumentError when a size is not a positive integer, or the start values are unknown.
 *
 * @example
 * ```ts
 * import { minimalRnn } from '@sluice/zoo';
 * const cell = minimalRnn({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const minimalRnn = defineCell({
  kind: 'minimalRnn',
  defaults: { bias: true, initial: 'glorot' },
  state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
  params: (options: Required<BiasOptions>) => {
    const { inputSize, hiddenSize, bias } = options;
    const start = startValues(options, 1);
    return {
      wx: { shape: [inputSize, hiddenSize], initial: start.input },
      wh: { shape: [hiddenSize, hiddenSize], initial: start.recurrent },
      wz: { shape: [hiddenSize, hiddenSize], initial: start.input },
      b: bias && { shape: [2 * hiddenSize], initial: biases(options, other, forgets()) },
    };
  },
  step({ x, state: { h }, params: { wx, wh, wz, b } }) {
    const [bz, bu] = b ? b.split(2) : [];
    const mapped = affine(x, wx, bz).tanh();
    const update = affine(mapped, wz, bu).add(h.matmul(wh)).sigmoid();
    const hNext = mix(update, h, mapped);
    return { output: hNext, state: { h: hNext }, gates: { mapped, update } };
  },
});
