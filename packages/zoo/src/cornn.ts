import { defineCell } from '@sluice/cell';
import { affine } from './equations.js';
import { checkPositive, startValues, type BiasOptions } from './zoo-options.js';

/** What a coupled oscillatory cell is made with. */
export interface CornnOptions extends BiasOptions {
  /** Δt, the length of a step; 0.06 by default. */
  readonly timeStep?: number;
  /** γ, what pulls an oscillator back; 66 by default. */
  readonly gamma?: number;
  /** ε, what damps it; 15 by default. */
  readonly epsilon?: number;
}

/**
 * The coupled oscillatory cell (coRNN): a network of driven and damped oscillators, of positions y and velocities z.
 *
 * Rusch and Mishra, "Coupled oscillatory recurrent neural network (coRNN): an accurate and (gradient) stable architecture for
 * learning long time dependencies", 2021. The defaults are those of its adding problem.
 *
 *     a = tanh(x·V + y·W + z·Z + b) − γ·y − ε·z        acceleration
 *     z' = z + Δt · a
 *     y' = y + Δt · z'
 *
 * `wx` `[inputSize, hiddenSize]` is V, `wy` `[hiddenSize, hiddenSize]` W and `wz` Z.
 *
 * @throws ArgumentError when a size is not a positive integer, the time step, γ or ε is not positive, or the start values are
 * unknown.
 *
 * @example
 * ```ts
 * import { cornn } from '@sluice/zoo';
 * const cell = cornn({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const cornn = defineCell({
  kind: 'cornn',
  defaults: { bias: true, timeStep: 0.06, gamma: 66, epsilon: 15, initial: 'glorot' },
  validate({ timeStep, gamma, epsilon }: Required<CornnOptions>) {
    Object.entries({ timeStep, gamma, epsilon }).forEach(([name, value]) => checkPositive(name, value));
  },
  state: ({ hiddenSize }) => ({ y: [hiddenSize], z: [hiddenSize] }),
  params: (options) => {
    const { inputSize, hiddenSize, bias } = options;
    const start = startValues(options, 1);
    return {
      wx: { shape: [inputSize, hiddenSize], initial: start.input },
      wy: { shape: [hiddenSize, hiddenSize], initial: start.recurrent },
      wz: { shape: [hiddenSize, hiddenSize], initial: start.recurrent },
      b: bias && { shape: [hiddenSize], initial: start.bias },
    };
  },
  step({ x, state: { y, z }, params: { wx, wy, wz, b }, options: { timeStep, gamma, epsilon } }) {
    const drive = affine(x, wx, b).add(y.matmul(wy)).add(z.matmul(wz)).tanh();
    const acceleration = drive.sub(y.mul(gamma)).sub(z.mul(epsilon));
    const zNext = z.add(acceleration.mul(timeStep));
    const yNext = y.add(zNext.mul(timeStep));
    return { output: yNext, state: { y: yNext, z: zNext }, gates: { acceleration } };
  },
});
