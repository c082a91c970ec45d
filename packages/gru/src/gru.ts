import {
  activate,
  bounded,
  checkActivation,
  checkRecurrentOptions,
  defineCell,
  gateInitializers,
  normalisedBy,
  type Activation,
  type RecurrentOptions,
  type StepResult,
} from '@sluice/cell';
import { initializers, type Value } from '@sluice/math';

/** What a GRU is made with. */
export interface GruOptions extends RecurrentOptions {
  /**
   * Whether the reset gate acts after the recurrent product, as in the paper's first version, cuDNN and PyTorch (true,
   * the default), or before it, as in the paper's last version.
   */
  readonly resetAfter?: boolean;
  /** σ of the two gates: sigmoid by default. */
  readonly gateActivation?: Activation;
  /** What bounds the candidate: tanh by default. */
  readonly activation?: Activation;
  /** Whether the products are normalised; false by default. */
  readonly layerNorm?: boolean;
}

/**
 * The gated recurrent unit.
 *
 * Cho et al., "Learning phrase representations using RNN encoder–decoder for statistical machine translation", 2014.
 * The paper's first version resets after the recurrent product, its last one before it.
 *
 *     r = σ(x·W_r + h·U_r + b_r)                 reset gate
 *     z = σ(x·W_z + h·U_z + b_z)                 update gate
 *     n = tanh(x·Wₙ + bₙ + r ⊙ (h·Uₙ + c))       candidate, resetting after
 *     n = tanh(x·Wₙ + bₙ + (r ⊙ h)·Uₙ)           candidate, resetting before
 *     h' = (1 − z) ⊙ n + z ⊙ h
 *
 * `wx` `[inputSize, 3·hiddenSize]` holds W and `wh` U; the blocks stand in the order r, z, n. The reset gate scales `c`,
 * so it is a weight of its own even where there is one bias only; a second bias `bh` has it as its last block.
 *
 * With layer norms (Ba, Kiros and Hinton, "Layer normalization", 2016) each product is normalised and scaled before it is
 * added: x·W as a whole by `sx`, and h·U by `sh`, as a whole when resetting after, the gates and the candidate by
 * themselves when resetting before.
 *
 * @throws ArgumentError when a size is not a positive integer, when there is a second bias but no first, or when an
 * activation is unknown.
 *
 * @example
 * ```ts
 * import { gru } from '@sluice/gru';
 * const cell = gru({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const gru = defineCell({
  kind: 'gru',
  defaults: {
    bias: true,
    recurrentBias: false,
    resetAfter: true,
    gateActivation: 'sigmoid',
    activation: 'tanh',
    clip: 0,
    layerNorm: false,
    initial: 'glorot',
  },
  validate(options: Required<GruOptions>) {
    checkRecurrentOptions(options);
    [options.gateActivation, options.activation].forEach(checkActivation);
  },
  state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
  params: ({ inputSize, hiddenSize, bias, recurrentBias, resetAfter, layerNorm, initial }) => {
    const start = gateInitializers(initial, { gates: [{}, { role: 'forget' }, {}], hiddenSize });
    return {
      wx: { shape: [inputSize, 3 * hiddenSize], initial: start.input },
      wh: { shape: [hiddenSize, 3 * hiddenSize], initial: start.recurrent },
      b: bias && { shape: [3 * hiddenSize], initial: start.bias },
      c: bias && resetAfter && !recurrentBias && { shape: [hiddenSize], initial: start.vector },
      bh: recurrentBias && { shape: [3 * hiddenSize], initial: start.vector },
      sx: layerNorm && { shape: [3 * hiddenSize], initial: initializers.ones() },
      sh: layerNorm && { shape: [3 * hiddenSize], initial: initializers.ones() },
    };
  },
  step({ x, state: { h }, params: { wx, wh, b, c, bh, sx, sh }, options }) {
    const { hiddenSize, resetAfter, gateActivation, activation, clip } = options;
    const blocks = [2 * hiddenSize, hiddenSize] as const;
    const gatesOf = (sum: Value): [Value, Value] => activate(bounded(sum, clip), gateActivation).split(2);
    const candidateOf = (sum: Value): Value => activate(bounded(sum, clip), activation);

    const [xGates, xCandidate] = plus(normalisedBy(x.matmul(wx), sx), b).split(blocks);
    if (resetAfter) {
      const [hGates, hCandidate] = plus(normalisedBy(h.matmul(wh), sh), bh).split(blocks);
      const [r, z] = gatesOf(xGates.add(hGates));
      return next(h, r, z, candidateOf(xCandidate.add(r.mul(plus(hCandidate, c)))));
    }
    const [uGates, uCandidate] = wh.split(blocks);
    const [bGates, bCandidate] = bh ? bh.split(blocks) : [];
    const [sGates, sCandidate] = sh ? sh.split(blocks) : [];
    const [r, z] = gatesOf(xGates.add(plus(normalisedBy(h.matmul(uGates), sGates), bGates)));
    const recurrent = plus(normalisedBy(r.mul(h).matmul(uCandidate), sCandidate), bCandidate);
    return next(h, r, z, candidateOf(xCandidate.add(recurrent)));
  },
});

const plus = (product: Value, bias: Value | undefined): Value => (bias ? product.add(bias) : product);

function next(h: Value, r: Value, z: Value, n: Value): StepResult<'h'> {
  const hNext = z.neg().add(1).mul(n).add(z.mul(h));
  return { output: hNext, state: { h: hNext }, gates: { reset: r, update: z, candidate: n } };
}
