import { activate, checkActivation, defineCell, type Activation } from '@sluice/cell';
import { affine } from './equations.js';
import { adds, biases, forgets, startValues, type BiasOptions } from './zoo-options.js';

/** What a recurrent additive network is made with. */
export interface RanOptions extends BiasOptions {
  /** What bounds the state on its way out: tanh by default; the paper has `'linear'`, too. */
  readonly activation?: Activation;
}

/**
 * The recurrent additive network: a memory that is nothing but a weighted sum of what came in.
 *
 * Lee, Levy and Zettlemoyer, "Recurrent additive networks", 2017.
 *
 *     z = x·W_z                           content
 *     i = σ(x·Wᵢ + h·Uᵢ + bᵢ)             input gate
 *     f = σ(x·W_f + h·U_f + b_f)          forget gate
 *     c' = i ⊙ z + f ⊙ c
 *     h' = tanh(c')
 *
 * `wx` `[inputSize, 3·hiddenSize]` holds W in the order z, i, f; `wh` `[hiddenSize, 2·hiddenSize]` holds U and `b` the biases,
 * in the order i, f.
 *
 * @throws ArgumentError when a size is not a positive integer, the activation is unknown, or the start values are.
 *
 * @example
 * ```ts
 * import { ran } from '@sluice/zoo';
 * const cell = ran({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const ran = defineCell({
  kind: 'ran',
  defaults: { bias: true, activation: 'tanh', initial: 'glorot' },
  validate: ({ activation }: Required<RanOptions>) => checkActivation(activation),
  state: ({ hiddenSize }) => ({ h: [hiddenSize], c: [hiddenSize] }),
  params: (options) => {
    const { inputSize, hiddenSize, bias } = options;
    const start = startValues(options, 2);
    return {
      wx: { shape: [inputSize, 3 * hiddenSize], initial: startValues(options, 3).input },
      wh: { shape: [hiddenSize, 2 * hiddenSize], initial: start.recurrent },
      b: bias && { shape: [2 * hiddenSize], initial: biases(options, adds(), forgets()) },
    };
  },
  step({ x, state: { h, c }, params: { wx, wh, b }, options: { hiddenSize, activation } }) {
    const [content, xGates] = x.matmul(wx).split([hiddenSize, 2 * hiddenSize]);
    const [input, forget] = xGates
      .add(affine(h, wh, b))
      .sigmoid()
      .split(2);
    const cNext = input.mul(content).add(forget.mul(c));
    const hNext = activate(cNext, activation);
    return { output: hNext, state: { h: hNext, c: cNext }, gates: { content, input, forget } };
  },
});
