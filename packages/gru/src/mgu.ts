import { checkRecurrentOptions, defineCell, gateInitializers, type RecurrentOptions } from '@sluice/cell';
import { ArgumentError } from '@sluice/math';

/** What the gate of a minimal gated unit sees: everything, or one of three reduced forms. */
export type MguVariant = 'mgu' | 'mgu1' | 'mgu2' | 'mgu3';

/** What a minimal gated unit is made with. */
export interface MguOptions extends Pick<RecurrentOptions, 'inputSize' | 'hiddenSize' | 'initial'> {
  /** What its gate sees; `'mgu'`, everything, by default. */
  readonly variant?: MguVariant;
}

/** What the gate of each variant is computed from. */
const gates: {
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
 * is left out.
 *
 * @throws ArgumentError when a size is not a positive integer, or there is no such variant.
 *
 * @example
 * ```ts
 * import { mgu } from '@sluice/gru';
 * const cell = mgu({ inputSize: 64, hiddenSize: 128 });
 * ```
 */
export const mgu = defineCell({
  kind: 'mgu',
  defaults: { variant: 'mgu', initial: 'glorot' },
  validate(options: Required<MguOptions>) {
    checkRecurrentOptions({ ...options, bias: true, recurrentBias: false, clip: 0 });
    if (Object.hasOwn(gates, options.variant)) return;
    throw new ArgumentError(
      `variant must be one of ${Object.keys(gates).join(', ')}, but is '${options.variant}'.`,
    );
  },
  state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
  params: ({ inputSize, hiddenSize, variant, initial }) => {
    const { x, h, bias } = gates[variant];
    const columns = (both: boolean): number => (both ? 2 : 1) * hiddenSize;
    const start = (both: boolean) => gateInitializers(initial, { gates: both ? 2 : 1, hiddenSize });
    return {
      wx: { shape: [inputSize, columns(x)], initial: start(x).input },
      wh: { shape: [hiddenSize, columns(h)], initial: start(h).recurrent },
      b: { shape: [columns(bias)], initial: start(bias).bias },
    };
  },
  step({ x, state: { h }, params: { wx, wh, b }, options: { hiddenSize, variant } }) {
    const gate = gates[variant];
    const blocks = [hiddenSize, hiddenSize] as const;
    const [xGate, xCandidate] = gate.x ? x.matmul(wx).split(blocks) : [undefined, x.matmul(wx)];
    const [uGate, uCandidate] = gate.h ? wh.split(blocks) : [undefined, wh];
    const [bGate, bCandidate] = gate.bias ? b.split(blocks) : [undefined, b];

    const terms = [xGate, uGate && h.matmul(uGate), bGate].filter((term) => term !== undefined);
    const f = terms
      .reduce((sum, term) => sum.add(term))
      .sigmoid()
      .broadcast(h.shape);
    const candidate = xCandidate.add(f.mul(h).matmul(uCandidate)).add(bCandidate).tanh();
    const hNext = f.neg().add(1).mul(h).add(f.mul(candidate));
    return { output: hNext, state: { h: hNext }, gates: { forget: f, candidate } };
  },
});
