import { defineCell } from '@sluice/cell';
import { initializers, literal, tensor } from '@sluice/math';
import { legendreDelay } from './legendre-delay.js';
import { checkPositive, startValues, type ZooOptions } from './zoo-options.js';

/** What a Legendre memory unit is made with. */
export interface LmuOptions extends ZooOptions {
  /** How many Legendre polynomials the window is remembered by; 8 by default. */
  readonly order?: number;
  /** θ, how many steps the window is long; 32 by default. */
  readonly theta?: number;
}

/**
 * The Legendre memory unit: it remembers a window of the past by its coefficients in Legendre polynomials, which a fixed linear
 * system keeps up to date.
 *
 * Voelker, Kajić and Eliasmith, "Legendre memory units: continuous-time representation in recurrent neural networks", 2019.
 *
 *     u = x·e_x + h·e_h + m·e_m                  what is written, a number
 *     m' = A·m + B·u                             A and B of dm/dt held for one step
 *     h' = tanh(x·W_x + h·W_h + m'·W_m)
 *
 * `ex` `[inputSize, 1]`, `eh` `[hiddenSize, 1]` and `em` `[order, 1]`, which starts at 0, are the encoders; `wx` `[inputSize,
 * hiddenSize]`, `wh` `[hiddenSize, hiddenSize]` and `wm` `[order, hiddenSize]` the kernels. A and B are not trained.
 *
 * @throws ArgumentError when a size or the order is not a positive integer, θ is not positive, or the start values are unknown.
 *
 * @example
 * ```ts
 * import { lmu } from '@sluice/zoo';
 * const cell = lmu({ inputSize: 1, hiddenSize: 64, order: 16, theta: 100 });
 * ```
 */
export const lmu = defineCell({
  kind: 'lmu',
  defaults: { order: 8, theta: 32, initial: 'glorot' },
  validate: ({ theta }: Required<LmuOptions>) => checkPositive('theta', theta),
  state: ({ hiddenSize, order }) => ({ h: [hiddenSize], m: [order] }),
  params: (options) => {
    const { inputSize, hiddenSize, order } = options;
    const { input, recurrent } = startValues(options, 1);
    return {
      ex: { shape: [inputSize, 1], initial: input },
      eh: { shape: [hiddenSize, 1], initial: input },
      em: { shape: [order, 1], initial: initializers.zeros() },
      wx: { shape: [inputSize, hiddenSize], initial: input },
      wh: { shape: [hiddenSize, hiddenSize], initial: recurrent },
      wm: { shape: [order, hiddenSize], initial: input },
    };
  },
  step({ x, state: { h, m }, params: { ex, eh, em, wx, wh, wm }, options: { order, theta } }) {
    const { a, b } = legendreDelay(order, theta);
    const written = x.matmul(ex).add(h.matmul(eh)).add(m.matmul(em));
    const mNext = m
      .matmul(literal(tensor(a, [order, order])), { transposeRight: true })
      .add(written.mul(literal(tensor(b, [1, order]))));
    const hNext = x.matmul(wx).add(h.matmul(wh)).add(mNext.matmul(wm)).tanh();
    return { output: hNext, state: { h: hNext, m: mNext }, gates: { written } };
  },
});
