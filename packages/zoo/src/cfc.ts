import { activate, defineCell } from '@sluice/cell';
import { affine, mix } from './equations.js';
import { startValues, type BiasOptions } from './zoo-options.js';

/** What a closed-form continuous-time cell is made with. */
export interface CfcOptions extends BiasOptions {
  /** Number of units of the layer that all parts look through; 0, the default, makes it as large as `hiddenSize`. */
  readonly backboneSize?: number;
  /** Whether time moves the state from one target to the other; if false, it adds the second to the first. True by default. */
  readonly gated?: boolean;
}

/**
 * The closed-form continuous-time cell (CfC): what a liquid network would come to after any time, without a solver.
 *
 * Hasani et al., "Closed-form continuous-time neural networks", 2022. With the time Δ since the step before, which is 1 where it
 * is not given:
 *
 *     s = 1.7159 · tanh(0.666 · (x·W + h·U + b))       the backbone
 *     g = tanh(s·V_g + b_g), k = tanh(s·V_k + b_k)     the targets
 *     t = σ(Δ·(s·V_a + b_a) + s·V_b + b_b)             how far time has come
 *     h' = (1 − t) ⊙ g + t ⊙ k, without a gate g + t ⊙ k
 *
 * `wx` `[inputSize, backboneSize]` is W, `wh` U and `b` `[backboneSize]`; `ws` `[backboneSize, 4·hiddenSize]` holds V and `bs` its
 * biases, in the order g, k, a, b.
 *
 * @throws ArgumentError when a size is not a positive integer, or the start values are unknown.
 *
 * @example
 * ```ts
 * import { cfc } from '@sluice/zoo';
 * const cell = cfc({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const cfc = defineCell({
  kind: 'cfc',
  defaults: { bias: true, backboneSize: 0, gated: true, initial: 'glorot' },
  state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
  params: (options: Required<CfcOptions>) => {
    const { inputSize, hiddenSize, bias } = options;
    const backboneSize = options.backboneSize || hiddenSize;
    const { input, bias: initial } = startValues(options, 1);
    return {
      wx: { shape: [inputSize, backboneSize], initial: input },
      wh: { shape: [hiddenSize, backboneSize], initial: input },
      b: bias && { shape: [backboneSize], initial },
      ws: { shape: [backboneSize, 4 * hiddenSize], initial: startValues(options, 4).input },
      bs: bias && { shape: [4 * hiddenSize], initial },
    };
  },
  step({ x, state: { h }, delta, params: { wx, wh, b, ws, bs }, options: { gated } }) {
    const backbone = activate(affine(x, wx, b).add(h.matmul(wh)), {
      name: 'scaledTanh',
      alpha: 1.7159,
      beta: 0.666,
    });
    const [g, k, a, offset] = affine(backbone, ws, bs).split(4);
    const time = a
      .mul(delta?.reshape([-1, 1]) ?? 1)
      .add(offset)
      .sigmoid();
    const hNext = gated ? mix(time, k.tanh(), g.tanh()) : g.tanh().add(time.mul(k.tanh()));
    return { output: hNext, state: { h: hNext }, gates: { time } };
  },
});
