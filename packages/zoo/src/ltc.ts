import { defineCell } from '@sluice/cell';
import { ArgumentError, initializers } from '@sluice/math';
import { affine } from './equations.js';
import { startValues, type BiasOptions } from './zoo-options.js';

/** What a liquid time-constant cell is made with. */
export interface LtcOptions extends BiasOptions {
  /** Into how many steps of the solver a step is divided; 6 by default. */
  readonly unfolds?: number;
}

/**
 * The liquid time-constant cell: units that leak, at a rate that depends on the input and on each other.
 *
 * Hasani, Lechner, Amini, Rus and Grosu, "Liquid time-constant networks", 2021. It solves
 * dh/dt = −(1/τ + f) ⊙ h + f ⊙ A over the time Δ since the step before, which is 1 where it is not given, in L steps:
 *
 *     f = σ(x·W + h·U + b)
 *     h ← (h + Δ/L · f ⊙ A) / (1 + Δ/L · (1/τ + f))        L times
 *
 * `wx` `[inputSize, hiddenSize]` is W and `wh` `[hiddenSize, hiddenSize]` U; `a` `[hiddenSize]` is A, and 1/τ is the softplus of
 * `rate` `[hiddenSize]`, which starts at 0.
 *
 * @throws ArgumentError when a size or the number of steps is not a positive integer, or the start values are unknown.
 *
 * @example
 * ```ts
 * import { ltc } from '@sluice/zoo';
 * const cell = ltc({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const ltc = defineCell({
  kind: 'ltc',
  defaults: { bias: true, unfolds: 6, initial: 'glorot' },
  validate({ unfolds }: Required<LtcOptions>) {
    if (Number.isSafeInteger(unfolds) && unfolds > 0) return;
    throw new ArgumentError(`unfolds must be a positive integer, but is ${unfolds}.`);
  },
  state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
  params: (options) => {
    const { inputSize, hiddenSize, bias } = options;
    const start = startValues(options, 1);
    return {
      wx: { shape: [inputSize, hiddenSize], initial: start.input },
      wh: { shape: [hiddenSize, hiddenSize], initial: start.recurrent },
      b: bias && { shape: [hiddenSize], initial: start.bias },
      a: { shape: [hiddenSize], initial: initializers.uniform(-1, 1) },
      rate: { shape: [hiddenSize], initial: initializers.zeros() },
    };
  },
  step({ x, state, delta, params: { wx, wh, b, a, rate }, options: { unfolds } }) {
    const projected = affine(x, wx, b);
    const elapsed = delta ? delta.reshape([-1, 1]).mul(1 / unfolds) : 1 / unfolds;
    const leak = rate.softplus();
    let { h } = state;
    for (let l = 0; l < unfolds; l++) {
      const f = projected.add(h.matmul(wh)).sigmoid();
      h = h.add(f.mul(a).mul(elapsed)).div(f.add(leak).mul(elapsed).add(1));
    }
    return { output: h, state: { h } };
  },
});
