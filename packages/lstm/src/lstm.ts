import { checkRecurrentOptions, defineCell, gateInitializers, type RecurrentOptions } from '@sluice/cell';
import { initializers } from '@sluice/math';

/** What an LSTM is made with. */
export interface LstmOptions extends RecurrentOptions {
  /** Size that the output and `h` are projected to; 0, the default, leaves them as they are. */
  readonly projectionSize?: number;
  /** The forget gate's bias at the start: at 1, the default, an untrained cell remembers. Not used by `'torch'`. */
  readonly forgetBias?: number;
}

/**
 * The long short-term memory cell.
 *
 * Hochreiter and Schmidhuber, "Long short-term memory", 1997, with the forget gate of Gers, Schmidhuber and Cummins,
 * "Learning to forget", 2000, and the projection of Sak, Senior and Beaufays, "Long short-term memory recurrent neural
 * network architectures for large scale acoustic modeling", 2014.
 *
 *     i = σ(x·Wᵢ + h·Uᵢ + bᵢ)        input gate
 *     f = σ(x·W_f + h·U_f + b_f)     forget gate
 *     g = tanh(x·W_g + h·U_g + b_g)  candidate
 *     o = σ(x·Wₒ + h·Uₒ + bₒ)        output gate
 *     c' = f ⊙ c + i ⊙ g
 *     h' = o ⊙ tanh(c'), with a projection (o ⊙ tanh(c'))·P
 *
 * `wx` `[inputSize, 4·hiddenSize]` holds W, `wh` U and `wp` P; the blocks stand in the order i, f, g, o.
 *
 * @throws ArgumentError when a size is not a positive integer, or when there is a second bias but no first.
 *
 * @example
 * ```ts
 * import { lstm } from '@sluice/lstm';
 * const cell = lstm({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const lstm = defineCell({
  kind: 'lstm',
  defaults: {
    bias: true,
    recurrentBias: false,
    projectionSize: 0,
    forgetBias: 1,
    initial: 'glorot',
  },
  validate: (options: Required<LstmOptions>) => checkRecurrentOptions(options),
  state: ({ hiddenSize, projectionSize }) => ({ h: [projectionSize || hiddenSize], c: [hiddenSize] }),
  params: ({ inputSize, hiddenSize, projectionSize, bias, recurrentBias, forgetBias, initial }) => {
    const start = gateInitializers(initial, { gates: 4, hiddenSize });
    const [zero, remember] = [initializers.zeros(), initializers.constant(forgetBias)];
    const b = initial === 'torch' ? start.bias : initializers.blocks(4, [zero, remember, zero, zero], 0);
    const p = initial === 'torch' ? start.recurrent : initializers.orthogonal();
    return {
      wx: { shape: [inputSize, 4 * hiddenSize], initial: start.input },
      wh: { shape: [projectionSize || hiddenSize, 4 * hiddenSize], initial: start.recurrent },
      wp: projectionSize > 0 && { shape: [hiddenSize, projectionSize], initial: p },
      b: bias && { shape: [4 * hiddenSize], initial: b },
      bh: recurrentBias && { shape: [4 * hiddenSize], initial: start.bias },
    };
  },
  step({ x, state: { h, c }, params: { wx, wh, wp, b, bh } }) {
    const projected = b ? x.matmul(wx).add(b) : x.matmul(wx);
    const recurrent = bh ? h.matmul(wh).add(bh) : h.matmul(wh);
    const [i, f, g, o] = projected.add(recurrent).split(4);
    const gates = { input: i.sigmoid(), forget: f.sigmoid(), candidate: g.tanh(), output: o.sigmoid() };
    const cNext = gates.forget.mul(c).add(gates.input.mul(gates.candidate));
    const hidden = gates.output.mul(cNext.tanh());
    const hNext = wp ? hidden.matmul(wp) : hidden;
    return { output: hNext, state: { h: hNext, c: cNext }, gates };
  },
});
