import { activate, checkActivation, defineCell, type Activation } from '@sluice/cell';
import { initializers } from '@sluice/math';
import { affine } from './equations.js';
import { startValues, type BiasOptions } from './zoo-options.js';

/** What a FastRNN is made with. */
export interface FastRnnOptions extends BiasOptions {
  /** What bounds the candidate: tanh by default. */
  readonly activation?: Activation;
}

/**
 * FastRNN: a simple recurrent cell around which a weighted residual connection leads, of two numbers.
 *
 * Kusupati, Singh, Bhatia, Kumar, Jain and Varma, "FastGRNN: a fast, accurate, stable and tiny kilobyte sized gated recurrent
 * neural network", 2018.
 *
 *     c = tanh(x·W + h·U + b)             candidate
 *     h' = σ(α)·c + σ(β)·h
 *
 * `wx` `[inputSize, hiddenSize]` is W and `wh` `[hiddenSize, hiddenSize]` U; `alpha` and `beta` are `[1]` and start at −3 and
 * 3, so that at first little is added and little forgotten.
 *
 * @throws ArgumentError when a size is not a positive integer, the activation is unknown, or the start values are.
 *
 * @example
 * ```ts
 * import { fastRnn } from '@sluice/zoo';
 * const cell = fastRnn({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const fastRnn = defineCell({
  kind: 'fastRnn',
  defaults: { bias: true, activation: 'tanh', initial: 'glorot' },
  validate: ({ activation }: Required<FastRnnOptions>) => checkActivation(activation),
  state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
  params: (options) => {
    const { inputSize, hiddenSize, bias } = options;
    const start = startValues(options, 1);
    return {
      wx: { shape: [inputSize, hiddenSize], initial: start.input },
      wh: { shape: [hiddenSize, hiddenSize], initial: start.recurrent },
      b: bias && { shape: [hiddenSize], initial: start.bias },
      alpha: { shape: [1], initial: initializers.constant(-3) },
      beta: { shape: [1], initial: initializers.constant(3) },
    };
  },
  step({ x, state: { h }, params: { wx, wh, b, alpha, beta }, options: { activation } }) {
    const candidate = activate(affine(x, wx, b).add(h.matmul(wh)), activation);
    const hNext = candidate.mul(alpha.sigmoid()).add(h.mul(beta.sigmoid()));
    return { output: hNext, state: { h: hNext }, gates: { candidate } };
  },
});
