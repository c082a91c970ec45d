import { defineCell } from '@sluice/cell';
import { ArgumentError, type Value } from '@sluice/math';
import { mix } from './equations.js';
import { adds, forgets, other, replaces, startValues, type BiasOptions } from './zoo-options.js';

/** What a recurrent highway network is made with. */
export interface RhnOptions extends BiasOptions {
  /** How many highway layers a step goes through; 2 by default. */
  readonly depth?: number;
  /** Whether what is carried makes up for what is transformed, `c = 1 − t`; true by default, as in the paper's experiments. */
  readonly coupled?: boolean;
  /** The transform gates' biases at the start, unless `initial` says another; −2, the default, lets the state pass. */
  readonly transformBias?: number;
}

/**
 * The recurrent highway network: a step that is several layers deep, each of which may carry the state past itself.
 *
 * Zilly, Srivastava, Koutník and Schmidhuber, "Recurrent highway networks", 2017. From s₀, the state, to s_L, the next one:
 *
 *     hₗ = tanh(x·W_h + sₗ₋₁·U_hₗ + b_hₗ)          W only in the first layer
 *     tₗ = σ(x·W_t + sₗ₋₁·U_tₗ + b_tₗ)             transform gate
 *     cₗ = 1 − tₗ, or σ(x·W_c + sₗ₋₁·U_cₗ + b_cₗ)  carry gate
 *     sₗ = hₗ ⊙ tₗ + sₗ₋₁ ⊙ cₗ
 *
 * `wx` `[inputSize, 2·hiddenSize]` holds W, `wh` `[depth, hiddenSize, 2·hiddenSize]` U and `b` `[depth, 2·hiddenSize]` the
 * biases, in the order h, t; where the gates are not coupled there are three blocks, h, t, c.
 *
 * @throws ArgumentError when a size or the depth is not a positive integer, or the start values are unknown.
 *
 * @example
 * ```ts
 * import { rhn } from '@sluice/zoo';
 * const cell = rhn({ inputSize: 64, hiddenSize: 128, depth: 5 });
 * ```
 */
export const rhn = defineCell({
  kind: 'rhn',
  defaults: { bias: true, depth: 2, coupled: true, transformBias: -2, initial: 'glorot' },
  validate({ depth }: Required<RhnOptions>) {
    if (Number.isSafeInteger(depth) && depth > 0) return;
    throw new ArgumentError(`depth must be a positive integer, but is ${depth}.`);
  },
  state: ({ hiddenSize }) => ({ s: [hiddenSize] }),
  params: (options) => {
    const { inputSize, hiddenSize, bias, depth, coupled, transformBias } = options;
    const starts = coupled
      ? [other, replaces(transformBias)]
      : [other, adds(transformBias), forgets(-transformBias)];
    const gates = starts.length;
    const start = startValues(options, starts);
    return {
      wx: { shape: [inputSize, gates * hiddenSize], initial: start.input },
      wh: { shape: [depth, hiddenSize, gates * hiddenSize], initial: start.recurrent },
      b: bias && { shape: [depth, gates * hiddenSize], initial: start.bias },
    };
  },
  step({ x, state: { s }, params: { wx, wh, b }, options: { depth, coupled } }) {
    const layers = wh.split(depth, 0).map((layer) => layer.reshape(wh.shape.slice(1)));
    const layerBiases = b?.split(depth, 0);
    const gates: Record<string, Value> = {};
    const next = layers.reduce((s, layer, l) => {
      const recurrent = layerBiases ? s.matmul(layer).add(layerBiases[l]!) : s.matmul(layer);
      const sums = l === 0 ? x.matmul(wx).add(recurrent) : recurrent;
      const [h, t, c] = sums.split(coupled ? 2 : 3) as [Value, Value, Value | undefined];
      const transform = t.sigmoid();
      gates[`transform${l + 1}`] = transform;
      return c ? h.tanh().mul(transform).add(s.mul(c.sigmoid())) : mix(transform, h.tanh(), s);
    }, s);
    return { output: next, state: { s: next }, gates };
  },
});
