import { defineCell } from '@sluice/cell';
import { affine, mix } from './equations.js';
import { biases, checkPositive, other, replaces, startValues, type BiasOptions } from './zoo-options.js';

/** What a long expressive memory is made with. */
export interface LemOptions extends BiasOptions {
  /** Δt, the longest step that a gate can take; 1 by default. */
  readonly timeStep?: number;
}

/**
 * Long expressive memory (LEM): two states, of which every unit moves at a pace that it chooses at each step.
 *
 * Rusch, Mishra, Erichson and Mahoney, "Long expressive memory for sequence modeling", 2022.
 *
 *     Δ₁ = Δt · σ(x·V₁ + y·W₁ + b₁)                                 pace of z
 *     Δ₂ = Δt · σ(x·V₂ + y·W₂ + b₂)                                 pace of y
 *     z' = (1 − Δ₁) ⊙ z + Δ₁ ⊙ tanh(x·V_z + y·W_z + b_z)
 *     y' = (1 − Δ₂) ⊙ y + Δ₂ ⊙ tanh(x·V_y + z'·W_y + b_y)
 *
 * `wx` `[inputSize, 4·hiddenSize]` holds V and `b` the biases, in the order 1, 2, z, y; `wy` `[hiddenSize, 3·hiddenSize]`
 * holds W₁, W₂ and W_z, and `wz` `[hiddenSize, hiddenSize]` is W_y.
 *
 * @throws ArgumentError when a size is not a positive integer, the time step is not positive, or the start values are
 * unknown.
 *
 * @example
 * ```ts
 * import { lem } from '@sluice/zoo';
 * const cell = lem({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const lem = defineCell({
  kind: 'lem',
  defaults: { bias: true, timeStep: 1, initial: 'glorot' },
  validate: ({ timeStep }: Required<LemOptions>) => checkPositive('timeStep', timeStep),
  state: ({ hiddenSize }) => ({ y: [hiddenSize], z: [hiddenSize] }),
  params: (options) => {
    const { inputSize, hiddenSize, bias } = options;
    const start = startValues(options, 4);
    return {
      wx: { shape: [inputSize, 4 * hiddenSize], initial: start.input },
      wy: { shape: [hiddenSize, 3 * hiddenSize], initial: startValues(options, 3).recurrent },
      wz: { shape: [hiddenSize, hiddenSize], initial: startValues(options, 1).recurrent },
      b: bias && { shape: [4 * hiddenSize], initial: biases(options, replaces(), replaces(), other, other) },
    };
  },
  step({ x, state: { y, z }, params: { wx, wy, wz, b }, options: { timeStep } }) {
    const [x1, x2, xz, xy] = affine(x, wx, b).split(4);
    const [y1, y2, yz] = y.matmul(wy).split(3);
    const paceZ = x1.add(y1).sigmoid().mul(timeStep);
    const paceY = x2.add(y2).sigmoid().mul(timeStep);
    const zNext = mix(paceZ, xz.add(yz).tanh(), z);
    const yNext = mix(paceY, xy.add(zNext.matmul(wz)).tanh(), y);
    return { output: yNext, state: { y: yNext, z: zNext }, gates: { paceZ, paceY } };
  },
});
