import {
  activate,
  bounded,
  checkActivation,
  checkRecurrentOptions,
  defineCell,
  gateInitializers,
  type Activation,
  type RecurrentOptions,
} from '@sluice/cell';
import { initializers, type Initializer, type Value } from '@sluice/math';

/** What an LSTM is made with. */
export interface LstmOptions extends RecurrentOptions {
  /** Size that the output and `h` are projected to; 0, the default, leaves them as they are. */
  readonly projectionSize?: number;
  /** The forget gate's bias at the start: at 1, the default, an untrained cell remembers. Not used by `'torch'`. */
  readonly forgetBias?: number;
  /** σ of the three gates: sigmoid by default. */
  readonly gateActivation?: Activation;
  /** What bounds the candidate: tanh by default. */
  readonly activation?: Activation;
  /** What bounds the cell on its way out; by default the same as `activation`. */
  readonly outputActivation?: Activation;
  /** Whether the gates look at the cell; false by default. */
  readonly peepholes?: boolean;
  /** Whether what is let in makes up for what is forgotten, `f = 1 − i`; false by default. */
  readonly coupledGates?: boolean;
}

type Options = Required<Omit<LstmOptions, 'outputActivation'>> & Pick<LstmOptions, 'outputActivation'>;

/**
 * The long short-term memory cell.
 *
 * Hochreiter and Schmidhuber, "Long short-term memory", 1997, with the forget gate of Gers, Schmidhuber and Cummins,
 * "Learning to forget", 2000, and the projection of Sak, Senior and Beaufays, "Long short-term memory recurrent neural
 * network architectures for large scale acoustic modeling", 2014; peepholes as Gers and Schmidhuber, "Recurrent nets that time
 * and count", 2000, and coupled gates as Greff et al., "LSTM: a search space odyssey", 2017, have them.
 *
 *     i = σ(x·Wᵢ + h·Uᵢ + bᵢ)        input gate
 *     f = σ(x·W_f + h·U_f + b_f)     forget gate
 *     g = tanh(x·W_g + h·U_g + b_g)  candidate
 *     o = σ(x·Wₒ + h·Uₒ + bₒ)        output gate
 *     c' = f ⊙ c + i ⊙ g
 *     h' = o ⊙ tanh(c'), with a projection (o ⊙ tanh(c'))·P
 *
 * `wx` `[inputSize, 4·hiddenSize]` holds W, `wh` U and `wp` P; the blocks stand in the order i, f, g, o. With peepholes `p`
 * is added to the sums of i, f and o: i and f see c through it, o sees c'. Coupled gates have no block of f.
 *
 * @throws ArgumentError when a size is not a positive integer, when there is a second bias but no first, or when an
 * activation is unknown.
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
    coupledGates: false,
    clip: 0,
    initial: 'glorot',
  },
  validate(options: Options) {
    const { gateActivation, activation, outputActivation = activation } = options;
    checkRecurrentOptions(options);
    [gateActivation, activation, outputActivation].forEach(checkActivation);
  },
  state: ({ hiddenSize, projectionSize }) => ({ h: [projectionSize || hiddenSize], c: [hiddenSize] }),
  params: (options) => {
    const { inputSize, hiddenSize, projectionSize, bias, recurrentBias, peepholes, coupledGates } = options;
    const gates = coupledGates ? 3 : 4;
    const start = gateInitializers(options.initial, { gates, hiddenSize });
    const torch = options.initial === 'torch';
    return {
      wx: { shape: [inputSize, gates * hiddenSize], initial: start.input },
      wh: { shape: [projectionSize || hiddenSize, gates * hiddenSize], initial: start.recurrent },
      wp: projectionSize > 0 && {
        shape: [hiddenSize, projectionSize],
        initial: torch ? start.recurrent : initializers.orthogonal(),
      },
      b: bias && { shape: [gates * hiddenSize], initial: torch ? start.bias : remembering(options) },
      bh: recurrentBias && { shape: [gates * hiddenSize], initial: start.bias },
      p: peepholes && { shape: [(gates - 1) * hiddenSize], initial: start.bias },
    };
  },
  step({ x, state: { h, c }, params: { wx, wh, wp, b, bh, p }, options }) {
    const { gateActivation, activation, outputActivation = activation, coupledGates, clip } = options;
    const gate = (sum: Value, cell: Value, peephole?: Value): Value =>
      activate(bounded(peephole ? sum.add(cell.mul(peephole)) : sum, clip), gateActivation);

    const projected = b ? x.matmul(wx).add(b) : x.matmul(wx);
    const recurrent = bh ? h.matmul(wh).add(bh) : h.matmul(wh);
    const sums = projected.add(recurrent).split(coupledGates ? 3 : 4);
    const [i, g, o] = [sums[0], sums.at(-2)!, sums.at(-1)!];
    const peepholes = p?.split(coupledGates ? 2 : 3);

    const input = gate(i, c, peepholes?.[0]);
    const forget = coupledGates ? input.neg().add(1) : gate(sums[1], c, peepholes?.[1]);
    const candidate = activate(bounded(g, clip), activation);
    const cNext = forget.mul(c).add(input.mul(candidate));
    const output = gate(o, cNext, peepholes?.at(-1));
    const hidden = output.mul(activate(cNext, outputActivation));
    const hNext = wp ? hidden.matmul(wp) : hidden;
    return {
      output: hNext,
      state: { h: hNext, c: cNext },
      gates: { input, forget, candidate, output },
    };
  },
});

/** A bias with which an untrained cell remembers; where f = 1 − i, it is the input gate that starts closed. */
function remembering({ coupledGates, forgetBias }: Options): Initializer {
  const [zero, remember, close] = [0, forgetBias, -forgetBias].map((value) => initializers.constant(value));
  return coupledGates
    ? initializers.blocks(3, [close!, zero!, zero!], 0)
    : initializers.blocks(4, [zero!, remember!, zero!, zero!], 0);
}
