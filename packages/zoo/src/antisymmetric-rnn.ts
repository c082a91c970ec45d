import { defineCell } from '@sluice/cell';
import { affine } from './equations.js';
import { checkPositive, startValues, type BiasOptions } from './zoo-options.js';

/** What an antisymmetric cell is made with. */
export interface AntisymmetricRnnOptions extends BiasOptions {
  /** Whether a gate says how far each unit moves; false by default. */
  readonly gated?: boolean;
  /** ε, the length of a step; 0.1 by default. */
  readonly epsilon?: number;
  /** γ, how much diffusion keeps the steps stable; 0.01 by default. */
  readonly gamma?: number;
}

/**
 * The antisymmetric cell: a step along a differential equation whose solutions neither grow nor fade.
 *
 * Chang, Chen, Haber and Chi, "AntisymmetricRNN: a dynamical system view on recurrent neural networks", 2019.
 *
 *     a = h·(U − Uᵀ) − γ·h
 *     c = tanh(a + x·W_c + b_c)           direction
 *     z = σ(a + x·W_z + b_z)              gate, or 1 without one
 *     h' = h + ε·z ⊙ c
 *
 * `wx` `[inputSize, hiddenSize]` is W and `wh` `[hiddenSize, hiddenSize]` U; with a gate `wx` and `b` have two blocks, in the
 * order c, z.
 *
 * @throws ArgumentError when a size is not a positive integer, ε is not positive, or the start values are unknown.
 *
 * @example
 * ```ts
 * import { antisymmetricRnn } from '@sluice/zoo';
 * const cell = antisymmetricRnn({ inputSize: 64, hiddenSize: 128, gated: true });
 * ```
 */
export const antisymmetricRnn = defineCell({
  kind: 'antisymmetricRnn',
  defaults: { bias: true, gated: false, epsilon: 0.1, gamma: 0.01, initial: 'glorot' },
  validate: ({ epsilon }: Required<AntisymmetricRnnOptions>) => checkPositive('epsilon', epsilon),
  state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
  params: (options) => {
    const { inputSize, hiddenSize, bias, gated } = options;
    const blocks = gated ? 2 : 1;
    const start = startValues(options, blocks);
    return {
      wx: { shape: [inputSize, blocks * hiddenSize], initial: start.input },
      wh: { shape: [hiddenSize, hiddenSize], initial: startValues(options, 1).recurrent },
      b: bias && { shape: [blocks * hiddenSize], initial: start.bias },
    };
  },
  step({ x, state: { h }, params: { wx, wh, b }, options: { gated, epsilon, gamma } }) {
    const a = h.matmul(wh.sub(wh.transpose())).sub(h.mul(gamma));
    const [xc, xz] = affine(x, wx, b).split(gated ? 2 : 1);
    const direction = a.add(xc).tanh();
    const gate = xz && a.add(xz).sigmoid();
    const hNext = h.add((gate ? gate.mul(direction) : direction).mul(epsilon));
    return { output: hNext, state: { h: hNext }, gates: { direction, ...(gate && { gate }) } };
  },
});
