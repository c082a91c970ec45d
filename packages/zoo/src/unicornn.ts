import { defineCell } from '@sluice/cell';
import { initializers } from '@sluice/math';
import { affine } from './equations.js';
import { checkPositive, startValues, type BiasOptions } from './zoo-options.js';

/** What an undamped oscillatory cell is made with. */
export interface UnicornnOptions extends BiasOptions {
  /** Δt, the longest step that a unit can take; 0.19 by default. */
  readonly timeStep?: number;
  /** α, what pulls an oscillator back; 30.65 by default. */
  readonly alpha?: number;
}

/**
 * UnICORNN, undamped independent oscillators: each unit swings by itself, at a pace that it learns.
 *
 * Rusch and Mishra, "UnICORNN: a recurrent model for learning very long time dependencies", 2021. The defaults are those of
 * its permuted MNIST.
 *
 *     Δ = Δt · σ(c)                                      pace of each unit
 *     z' = z − Δ ⊙ (tanh(x·V + w ⊙ y + b) + α·y)
 *     y' = y + Δ ⊙ z'
 *
 * `wx` `[inputSize, hiddenSize]` is V, `w` and `c` are `[hiddenSize]`; w starts between 0 and 1, c between −0.1 and 0.1. No
 * product is left in the loop over time.
 *
 * @throws ArgumentError when a size is not a positive integer, the time step or α is not positive, or the start values are
 * unknown.
 *
 * @example
 * ```ts
 * import { unicornn } from '@sluice/zoo';
 * const cell = unicornn({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const unicornn = defineCell({
  kind: 'unicornn',
  defaults: { bias: true, timeStep: 0.19, alpha: 30.65, initial: 'glorot' },
  validate({ timeStep, alpha }: Required<UnicornnOptions>) {
    checkPositive('timeStep', timeStep);
    checkPositive('alpha', alpha);
  },
  state: ({ hiddenSize }) => ({ y: [hiddenSize], z: [hiddenSize] }),
  params: (options) => {
    const { inputSize, hiddenSize, bias } = options;
    const start = startValues(options, 1);
    return {
      wx: { shape: [inputSize, hiddenSize], initial: start.input },
      w: { shape: [hiddenSize], initial: initializers.uniform(0, 1) },
      c: { shape: [hiddenSize], initial: initializers.uniform(-0.1, 0.1) },
      b: bias && { shape: [hiddenSize], initial: start.bias },
    };
  },
  step({ x, state: { y, z }, params: { wx, w, c, b }, options: { timeStep, alpha } }) {
    const pace = c.sigmoid().mul(timeStep);
    const force = affine(x, wx, b).add(y.mul(w)).tanh().add(y.mul(alpha));
    const zNext = z.sub(force.mul(pace));
    const yNext = y.add(zNext.mul(pace));
    return { output: yNext, state: { y: yNext, z: zNext }, gates: { force } };
  },
});
