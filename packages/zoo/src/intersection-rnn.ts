import { defineCell } from '@sluice/cell';
import { affine, mix } from './equations.js';
import { biases, forgets, other, startValues, type BiasOptions } from './zoo-options.js';

/** What an intersection cell is made with. */
export interface IntersectionRnnOptions extends BiasOptions {
  /** Both gates' biases at the start, unless `initial` says another; 1 by default. */
  readonly forgetBias?: number;
}

/**
 * The intersection cell (+RNN): one gate lets the state pass through time, another the input through depth.
 *
 * Collins, Sohl-Dickstein and Sussillo, "Capacity and trainability in recurrent neural networks", 2017.
 *
 *     yᵢₙ = relu(x·W_y + h·U_y + b_y)
 *     hᵢₙ = tanh(x·W_h + h·U_h + b_h)
 *     g_y = σ(x·W_gy + h·U_gy + b_gy)        depth gate
 *     g_h = σ(x·W_gh + h·U_gh + b_gh)        recurrent gate
 *     y = g_y ⊙ x + (1 − g_y) ⊙ yᵢₙ          the output
 *     h' = g_h ⊙ h + (1 − g_h) ⊙ hᵢₙ
 *
 * `wx` `[hiddenSize, 4·hiddenSize]` holds W, `wh` U and `b` the biases, in the order y, h, gy, gh. An input of another size
 * than `hiddenSize` is first projected to it, by `wp`.
 *
 * @throws ArgumentError when a size is not a positive integer, or the start values are unknown.
 *
 * @example
 * ```ts
 * import { intersectionRnn } from '@sluice/zoo';
 * const cell = intersectionRnn({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const intersectionRnn = defineCell({
  kind: 'intersectionRnn',
  defaults: { bias: true, forgetBias: 1, initial: 'glorot' },
  state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
  params: (options: Required<IntersectionRnnOptions>) => {
    const { inputSize, hiddenSize, bias, forgetBias } = options;
    const start = startValues(options, 4);
    return {
      wp: inputSize !== hiddenSize && {
        shape: [inputSize, hiddenSize],
        initial: startValues(options, 1).input,
      },
      wx: { shape: [hiddenSize, 4 * hiddenSize], initial: start.input },
      wh: { shape: [hiddenSize, 4 * hiddenSize], initial: start.recurrent },
      b: bias && {
        shape: [4 * hiddenSize],
        initial: biases(options, other, other, { bias: forgetBias }, forgets(forgetBias)),
      },
    };
  },
  step({ x: given, state: { h }, params: { wp, wx, wh, b } }) {
    const x = wp ? given.matmul(wp) : given;
    const [yIn, hIn, gy, gh] = affine(x, wx, b).add(h.matmul(wh)).split(4);
    const depth = gy.sigmoid();
    const recurrent = gh.sigmoid();
    const y = mix(depth, x, yIn.relu());
    const hNext = mix(recurrent, h, hIn.tanh());
    return { output: y, state: { h: hNext }, gates: { depth, recurrent } };
  },
});
