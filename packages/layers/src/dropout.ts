import { defineCell, type Cell } from '@sluice/cell';
import { ArgumentError, bernoulli } from '@sluice/math';

/**
 * Sets a share of its input to zero while training, and scales what is left so that the mean stays.
 *
 * Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", 2014. Each step of a sequence
 * draws anew. Outside of training the input passes unchanged.
 *
 * @param rate - the probability that an element is dropped, at least 0 and less than 1.
 * @throws ArgumentError when the rate is anything else.
 *
 * @example
 * ```ts
 * import { dropout } from '@sluice/layers';
 * const layer = dropout(0.2);
 * ```
 */
export const dropout = (rate: number): Cell<never> => define({ rate });

const define = defineCell({
  kind: 'dropout',
  validate({ rate }: { rate: number }) {
    if (rate >= 0 && rate < 1) return;
    throw new ArgumentError(`The rate must be at least 0 and less than 1, but is ${rate}.`);
  },
  state: () => ({}),
  params: () => ({}),
  step({ x, training, key, options: { rate } }) {
    const output = training && rate > 0 ? x.mul(bernoulli(x.shape, 1 - rate, key)).mul(1 / (1 - rate)) : x;
    return { output, state: {} };
  },
});
