import {
  activate,
  bounded,
  checkActivation,
  checkClip,
  checkRecurrentOptions,
  defineCell,
  gateInitializers,
  normalisedBy,
  type Activation,
  type Gate,
  type RecurrentOptions,
} from '@sluice/cell';
import { ArgumentError, initializers, type Value } from '@sluice/math';

/** What an LSTM is made with. */
export interface LstmOptions extends RecurrentOptions {
  /** Size that the output and `h` are projected to; 0, the default, leaves them as they are. */
  readonly projectionSize?: number;
  /** The forget gate's bias at the start, unless `initial` says another: at 1, the default, an untrained cell remembers. */
  readonly forgetBias?: number;
  /** σ of the three gates: sigmoid by default. */
  readonly gateActivation?: Activation;
  /** What bounds the candidate: tanh by default. */
  readonly activation?: Activation;
  /** What bounds the cell on its way out; by default the same as `activation`. */
  readonly outputActivation?: Activation;
  /** Whether the gates look at the cell; false by default. */
  readonly peepholes?: boolean;
  /** Whether there is a forget gate; without one, as in 1997, nothing is forgotten: `f = 1`. True by default. */
  readonly forgetGate?: boolean;
  /** Whether what is let in makes up for what is forgotten, `f = 1 − i`; false by default. */
  readonly coupledGates?: boolean;
  /** Bounds the cell to −cellClip and cellClip; 0, the default, bounds nothing. */
  readonly cellClip?: number;
  /** Whether both products and the cell on its way out are normalised; false by default. */
  readonly layerNorm?: boolean;
}

/**
 * The long short-term memory cell.
 *
 * Hochreiter and Schmidhuber, "Long short-term memory", 1997, with the forget gate of Gers, Schmidhuber and Cummins,
 * "Learning to forget", 2000, and the projection of Sak, Senior and Beaufays, "Long short-term memory recurrent neural
 * network architectures for large scale acoustic modeling", 2014; peepholes as Gers and Schmidhuber, "Recurrent nets that time
 * and count", 2000, coupled gates as Greff et al., "LSTM: a search space odyssey", 2017, and layer norms as Ba, Kiros and
 * Hinton, "Layer normalization", 2016, have them.
 *
 *     i = σ(x·Wᵢ + h·Uᵢ + bᵢ)        input gate
 *     f = σ(x·W_f + h·U_f + b_f)     forget gate
 *     g = tanh(x·W_g + h·U_g + b_g)  candidate
 *     o = σ(x·Wₒ + h·Uₒ + bₒ)        output gate
 *     c' = f ⊙ c + i ⊙ g
 *     h' = o ⊙ tanh(c'), with a projection (o ⊙ tanh(c'))·P
 *
 * `wx` `[inputSize, 4·hiddenSize]` holds W, `wh` U and `wp` P; the blocks stand in the order i, f, g, o. With peepholes `p`
 * is added to the sums of i, f and o: i and f see c through it, o sees c'. Where f is no gate of its own, it has no block.
 * With layer norms the products become `norm(x·W) ⊙ sx` and `norm(h·U) ⊙ sh`, and c' goes out as `norm(c') ⊙ sc + bc`.
 *
 * @throws ArgumentError when a size is not a positive integer, when there is a second bias but no first, when
 * coupled gates have no forget gate, or when an activation is unknown.
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
    gateActivation: 'sigmoid',
    activation: 'tanh',
    peepholes: false,
    forgetGate: true,
    coupledGates: false,
    clip: 0,
    cellClip: 0,
    layerNorm: false,
    initial: 'glorot',
  },
  validate(options: Required<Omit<LstmOptions, 'outputActivation'>> & Pick<LstmOptions, 'outputActivation'>) {
    const { gateActivation, activation, outputActivation = activation } = options;
    checkRecurrentOptions(options);
    [gateActivation, activation, outputActivation].forEach(checkActivation);
    checkClip('cellClip', options.cellClip);
    if (options.coupledGates && !options.forgetGate) {
      throw new ArgumentError(
        'coupledGates: true makes a forget gate of the input gate; forgetGate: false has none.',
      );
    }
  },
  state: ({ hiddenSize, projectionSize }) => ({ h: [projectionSize || hiddenSize], c: [hiddenSize] }),
  params: (options) => {
    const { inputSize, hiddenSize, projectionSize, bias, recurrentBias, peepholes, layerNorm } = options;
    const gates = gatesOf(options).length;
    const scale = initializers.ones();
    const start = gateInitializers(options.initial, { gates: gatesOf(options), hiddenSize });
    return {
      wx: { shape: [inputSize, gates * hiddenSize], initial: start.input },
      wh: { shape: [projectionSize || hiddenSize, gates * hiddenSize], initial: start.recurrent },
      wp: projectionSize > 0 && {
        shape: [hiddenSize, projectionSize],
        initial: gateInitializers(options.initial, { gates: 1, hiddenSize }).recurrent,
      },
      b: bias && { shape: [gates * hiddenSize], initial: start.bias },
      bh: recurrentBias && { shape: [gates * hiddenSize], initial: start.vector },
      p: peepholes && { shape: [(gates - 1) * hiddenSize], initial: start.vector },
      sx: layerNorm && { shape: [gates * hiddenSize], initial: scale },
      sh: layerNorm && { shape: [gates * hiddenSize], initial: scale },
      sc: layerNorm && { shape: [hiddenSize], initial: scale },
      bc: layerNorm && { shape: [hiddenSize], initial: initializers.zeros() },
    };
  },
  step({ x, state: { h, c }, params: { wx, wh, wp, b, bh, p, sx, sh, sc, bc }, options }) {
    const { gateActivation, activation, outputActivation = activation, clip, cellClip } = options;
    const own = ownForgetGate(options);
    const gate = (sum: Value, cell: Value, peephole?: Value): Value =>
      activate(bounded(peephole ? sum.add(cell.mul(peephole)) : sum, clip), gateActivation);

    const projected = plus(normalisedBy(x.matmul(wx), sx), b);
    const recurrent = plus(normalisedBy(h.matmul(wh), sh), bh);
    const sums = projected.add(recurrent).split(own ? 4 : 3);
    const [i, g, o] = [sums[0], sums.at(-2)!, sums.at(-1)!];
    const peepholes = p?.split(own ? 3 : 2);

    const input = gate(i, c, peepholes?.[0]);
    const rest = options.coupledGates ? input.neg().add(1) : undefined;
    const forget = own ? gate(sums[1], c, peepholes?.[1]) : rest;
    const candidate = activate(bounded(g, clip), activation);
    const kept = forget ? forget.mul(c) : c;
    const cNext = bounded(kept.add(input.mul(candidate)), cellClip);
    const output = gate(o, cNext, peepholes?.at(-1));
    const shown = sc ? normalisedBy(cNext, sc).add(bc!) : cNext;
    const hidden = output.mul(activate(shown, outputActivation));
    const hNext = wp ? hidden.matmul(wp) : hidden;
    const gates = { input, ...(forget && { forget }), candidate, output };
    return { output: hNext, state: { h: hNext, c: cNext }, gates };
  },
});

/** What becomes of the forget gate. */
type ForgetOptions = Required<Pick<LstmOptions, 'forgetGate' | 'coupledGates' | 'forgetBias'>>;

/** Whether the forget gate has a block of weights. */
const ownForgetGate = ({ forgetGate, coupledGates }: ForgetOptions): boolean => forgetGate && !coupledGates;

const plus = (sum: Value, bias: Value | undefined): Value => (bias ? sum.add(bias) : sum);

/** The gates in the order of their blocks; where f = 1 − i, it is the input gate that starts closed. */
function gatesOf(options: ForgetOptions): readonly Gate[] {
  const { coupledGates, forgetBias } = options;
  const input: Gate = coupledGates ? { role: 'update', bias: -forgetBias } : { role: 'input' };
  return ownForgetGate(options) ? [input, { role: 'forget', bias: forgetBias }, {}, {}] : [input, {}, {}];
}
