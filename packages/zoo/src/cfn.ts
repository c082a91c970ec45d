import { defineCell } from '@sluice/cell';
import { affine } from './equations.js';
import { adds, biases, forgets, startValues, type BiasOptions } from './zoo-options.js';

/**
 * The chaos free network: left to itself, its state can only shrink.
 *
 * Laurent and von Brecht, "A recurrent neural network without chaos", 2017.
 *
 *     θ = σ(x·V_θ + h·U_θ + b_θ)          forget gate, whose bias starts at 1
 *     η = σ(x·V_η + h·U_η + b_η)          input gate, whose bias starts at −1
 *     h' = θ ⊙ tanh(h) + η ⊙ tanh(x·W)
 *
 * `wx` `[inputSize, 3·hiddenSize]` holds V_θ, V_η and W; `wh` `[hiddenSize, 2·hiddenSize]` holds U and `b` the biases, in the
 * order θ, η.
 *
 * @throws ArgumentError when a size is not a positive integer, or the start values are unknown.
 *
 * @example
 * ```ts
 * import { cfn } from '@sluice/zoo';
 * const cell = cfn({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const cfn = defineCell({
  kind: 'cfn',
  defaults: { bias: true, initial: 'glorot' },
  state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
  params: (options: Required<BiasOptions>) => {
    const { inputSize, hiddenSize, bias } = options;
    return {
      wx: { shape: [inputSize, 3 * hiddenSize], initial: startValues(options, 3).input },
      wh: { shape: [hiddenSize, 2 * hiddenSize], initial: startValues(options, 2).recurrent },
      b: bias && { shape: [2 * hiddenSize], initial: biases(options, forgets(1), adds(-1)) },
    };
  },
  step({ x, state: { h }, params: { wx, wh, b }, options: { hiddenSize } }) {
    const [xGates, content] = x.matmul(wx).split([2 * hiddenSize, hiddenSize]);
    const [forget, input] = xGates
      .add(affine(h, wh, b))
      .sigmoid()
      .split(2);
    const hNext = forget.mul(h.tanh()).add(input.mul(content.tanh()));
    return { output: hNext, state: { h: hNext }, gates: { forget, input } };
  },
});
