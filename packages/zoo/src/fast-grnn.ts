import { defineCell } from '@sluice/cell';
import { initializers, type Value } from '@sluice/math';
import { biases, forgets, startValues, type ZooOptions } from './zoo-options.js';

/** What a FastGRNN is made with. */
export interface FastGrnnOptions extends ZooOptions {
  /** Rank to which W is limited; 0, the default, does not limit it. */
  readonly inputRank?: number;
  /** Rank to which U is limited; 0, the default, does not limit it. */
  readonly recurrentRank?: number;
}

/**
 * FastGRNN: a gated cell whose gate and candidate share their matrices, which may be of low rank.
 *
 * Kusupati, Singh, Bhatia, Kumar, Jain and Varma, "FastGRNN: a fast, accurate, stable and tiny kilobyte sized gated recurrent
 * neural network", 2018.
 *
 *     a = x·W + h·U
 *     z = σ(a + b_z)                      update gate
 *     c = tanh(a + b_c)                   candidate
 *     h' = (σ(ζ)·(1 − z) + σ(ν)) ⊙ c + z ⊙ h
 *
 * `wx` `[inputSize, hiddenSize]` is W and `wh` `[hiddenSize, hiddenSize]` U; of low rank they are `wx`·`wx2` and `wh`·`wh2`.
 * `b` holds the biases in the order z, c, which start at 1; `zeta` and `nu` are `[1]` and start at 1 and −4.
 *
 * @throws ArgumentError when a size or a rank is not a positive integer, or the start values are unknown.
 *
 * @example
 * ```ts
 * import { fastGrnn } from '@sluice/zoo';
 * const cell = fastGrnn({ inputSize: 64, hiddenSize: 128, inputRank: 8, recurrentRank: 16 });
 * ```
 */
export const fastGrnn = defineCell({
  kind: 'fastGrnn',
  defaults: { inputRank: 0, recurrentRank: 0, initial: 'glorot' },
  state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
  params: (options: Required<FastGrnnOptions>) => {
    const { inputSize, hiddenSize, inputRank, recurrentRank } = options;
    const { input, recurrent } = startValues(options, 1);
    return {
      wx: { shape: [inputSize, inputRank || hiddenSize], initial: input },
      wx2: inputRank !== 0 && { shape: [inputRank, hiddenSize], initial: input },
      wh: { shape: [hiddenSize, recurrentRank || hiddenSize], initial: recurrent },
      wh2: recurrentRank !== 0 && { shape: [recurrentRank, hiddenSize], initial: recurrent },
      b: { shape: [2 * hiddenSize], initial: biases(options, forgets(1), { bias: 1 }) },
      zeta: { shape: [1], initial: initializers.constant(1) },
      nu: { shape: [1], initial: initializers.constant(-4) },
    };
  },
  step({ x, state: { h }, params: { wx, wx2, wh, wh2, b, zeta, nu } }) {
    const product = (v: Value, w: Value, w2: Value | undefined): Value =>
      w2 ? v.matmul(w).matmul(w2) : v.matmul(w);
    const a = product(x, wx, wx2).add(product(h, wh, wh2));
    const [bz, bc] = b.split(2);
    const update = a.add(bz).sigmoid();
    const candidate = a.add(bc).tanh();
    const share = update.neg().add(1).mul(zeta.sigmoid()).add(nu.sigmoid());
    const hNext = share.mul(candidate).add(update.mul(h));
    return { output: hNext, state: { h: hNext }, gates: { update, candidate } };
  },
});
