import {
  activate,
  bounded,
  checkActivation,
  checkRecurrentOptions,
  defineCell,
  gateInitializers,
  normalisedBy,
  type Activation,
  type Gate,
  type RecurrentOptions,
} from '@sluice/cell';
import { ArgumentError, initializers, type Value } from '@sluice/math';

/** What the gate of a minimal gated unit sees: everything, or one of three reduced forms. */
export type MguVariant = 'mgu' | 'mgu1' | 'mgu2' | 'mgu3';

/** What a minimal gated unit is made with. */
export interface MguOptions extends RecurrentOptions {
  /** What its gate sees; `'mgu'`, everything, by default. */
  readonly variant?: MguVariant;
  /** σ of the gate: sigmoid by default. */
  readonly gateActivation?: Activation;
  /** What bounds the candidate: tanh by default. */
  readonly activation?: Activation;
  /** Whether the products are normalised; false by default. */
  readonly layerNorm?: boolean;
}

/** What the gate of each variant is computed from. */
const seen: {
  readonly [V in MguVariant]: { readonly x: boolean; readonly h: boolean; readonly bias: boolean };
} = {
  mgu: { x: true, h: true, bias: true },
  mgu1: { x: false, h: true, bias: true },
  mgu2: { x: false, h: true, bias: false },
  mgu3: { x: false, h: false, bias: true },
};

/**
 * The minimal gated unit: a GRU with one gate, which both forgets and resets.
 *
 * Zhou, Wu, Zhang and Zhou, "Minimal gated unit for recurrent neural networks", 2016; the reduced forms MGU1 to MGU3 are
 * those of Heck and Salem, "Simplified minimal gated unit variations for recurrent neural networks", 2017.
 *
 *     f = σ(x·W_f + h·U_f + b_f)           forget gate; MGU1 has no W_f, MGU2 no b_f either, MGU3 only b_f
 *     h̃ = tanh(x·W_h + (f ⊙ h)·U_h + b_h)  candidate
 *     h' = (1 − f) ⊙ h + f ⊙ h̃
 *
 * `wx` `[inputSize, 2·hiddenSize]` holds W, `wh` U and `b` both biases, in the order f, h; what a reduced form does without
 * is left out. With layer norms each product is normalised and scaled before it is added: x·W as a whole by `sx`, and each
 * block of U by itself by its part of `sh`.
 *
 * @throws ArgumentError when a size is not a positive integer, there is no such variant, MGU3 has no bias, there is a second
 * bias but no first, or an activation is unknown.
 *
 * @example
 * ```ts
 * import { mgu } from '@sluice/gru';
 * const cell = mgu({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const mgu = defineCell({
  kind: 'mgu',
  defaults: {
    variant: 'mgu',
    bias: true,
    recurrentBias: false,
    gateActivation: 'sigmoid',
    activation: 'tanh',
    clip: 0,
    layerNorm: false,
    initial: 'glorot',
  },
  validate(options: Required<MguOptions>) {
    const { variant, bias, gateActivation, activation } = options;
    checkRecurrentOptions(options);
    [gateActivation, activation].forEach(checkActivation);
    if (!Object.hasOwn(seen, variant)) {
      throw new ArgumentError(`variant must be one of ${Object.keys(seen).join(', ')}, but is '${variant}'.`);
    }
    if (variant === 'mgu3' && !bias) {
      throw new ArgumentError('The gate of mgu3 is nothing but its bias, so it cannot go with bias: false.');
    }
  },
  state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
  params: ({ inputSize, hiddenSize, variant, bias, recurrentBias, layerNorm, initial }) => {
    const sees = seen[variant];
    const columns = (gate: boolean): number => (gate ? 2 : 1) * hiddenSize;
    const start = (gate: boolean) =>
      gateInitializers(initial, { gates: gate ? [forgetGate, {}] : 1, hiddenSize });
    const [x, h] = [columns(sees.x), columns(sees.h)];
    return {
      wx: { shape: [inputSize, x], initial: start(sees.x).input },
      wh: { shape: [hiddenSize, h], initial: start(sees.h).recurrent },
      b: bias && { shape: [columns(sees.bias)], initial: start(sees.bias).bias },
      bh: recurrentBias && { shape: [columns(sees.bias)], initial: start(sees.bias).vector },
      sx: layerNorm && { shape: [x], initial: initializers.ones() },
      sh: layerNorm && { shape: [h], initial: initializers.ones() },
    };
  },
  step({ x, state: { h }, params: { wx, wh, b, bh, sx, sh }, options }) {
    const { hiddenSize, variant, gateActivation, activation, clip } = options;
    const sees = seen[variant];
    const parts = (value: Value | undefined, gate: boolean): readonly (Value | undefined)[] =>
      gate && value ? value.split([hiddenSize, hiddenSize]) : [undefined, value];

    const [xGate, xCandidate] = parts(normalisedBy(x.matmul(wx), sx), sees.x);
    const [uGate, uCandidate] = parts(wh, sees.h);
    const [sGate, sCandidate] = parts(sh, sees.h);
    const [bGate, bCandidate] = parts(b && bh ? b.add(bh) : b, sees.bias);
    const sum = (...terms: readonly (Value | undefined)[]): Value =>
      bounded(
        terms.filter((term) => term !== undefined).reduce((total, term) => total.add(term)),
        clip,
      );

    const recurrent = uGate && normalisedBy(h.matmul(uGate), sGate);
    const f = activate(sum(xGate, recurrent, bGate), gateActivation).broadcast(h.shape);
    const product = normalisedBy(f.mul(h).matmul(uCandidate!), sCandidate);
    const candidate = activate(sum(xCandidate, product, bCandidate), activation);
    const hNext = f.neg().add(1).mul(h).add(f.mul(candidate));
    return { output: hNext, state: { h: hNext }, gates: { forget: f, candidate } };
  },
});

/** It replaces as much as it forgets. */
const forgetGate: Gate = { role: 'update' };
