import { defineCell } from '@sluice/cell';
import { affine, mix, positive } from './equations.js';
import {
  checkLogSpace,
  logPositive,
  logSigmoid,
  logSpaceState,
  stepInLogSpace,
  type LogSpaceOptions,
} from './log-space.js';
import { biases, other, replaces, startValues, type BiasOptions } from './zoo-options.js';

/** What a minGRU is made with. */
export interface MinGruOptions extends BiasOptions, LogSpaceOptions {}

/**
 * The minGRU: a GRU whose gate and candidate do not see the state, so that all steps could be computed at once.
 *
 * Feng, Tung, Ahmed, Bengio and Hajimirsadeghi, "Were RNNs all we needed?", 2024.
 *
 *     z = σ(x·W_z + b_z)                  update gate
 *     c = g(x·W_c + b_c)                  candidate, with g(a) = a + ½ where a ≥ 0, else σ(a)
 *     h' = (1 − z) ⊙ h + z ⊙ c
 *
 * With `positive: false` g leaves a as it is. With `logSpace: true` the same is computed of logarithms, as in the paper's
 * appendix: a state `l` holds log h beside h, and nothing is lost where gates and candidates are next to 0.
 *
 * `wx` `[inputSize, 2·hiddenSize]` holds W and `b` the biases, in the order z, c.
 *
 * @throws ArgumentError when a size is not a positive integer, logarithms are asked for of what may be below 0, or
 * the start values are unknown.
 *
 * @example
 * ```ts
 * import { minGru } from '@sluice/zoo';
 * const cell = minGru({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const minGru = defineCell({
  kind: 'minGru',
  defaults: { bias: true, positive: true, logSpace: false, initial: 'glorot' },
  validate: (options: Required<MinGruOptions>) => checkLogSpace(options),
  state: ({ hiddenSize, logSpace }) => logSpaceState(hiddenSize, logSpace),
  params: (options) => {
    const { inputSize, hiddenSize, bias } = options;
    const start = startValues(options, 2);
    return {
      wx: { shape: [inputSize, 2 * hiddenSize], initial: start.input },
      b: bias && { shape: [2 * hiddenSize], initial: biases(options, replaces(), other) },
    };
  },
  step({ x, state, params: { wx, b }, options }) {
    const [z, c] = affine(x, wx, b).split(2);
    const update = z.sigmoid();
    const candidate = options.positive ? positive(c) : c;
    const next = options.logSpace
      ? stepInLogSpace(state, logSigmoid(z.neg()), logSigmoid(z).add(logPositive(c)))
      : { h: mix(update, candidate, state.h) };
    return { output: next.h, state: next, gates: { update, candidate } };
  },
});
