import { defineCell } from '@sluice/cell';
import { initializers } from '@sluice/math';

/**
 * The minimal gated unit, defined as a user of Sluice would.
 *
 * Zhou, Wu, Zhang and Zhou, "Minimal gated unit for recurrent neural networks", 2016.
 *
 *     f = σ(x·W_f + h·U_f + b_f)          forget gate
 *     n = tanh(x·W_n + (f ⊙ h)·U_n + b_n) candidate
 *     h' = (1 − f) ⊙ h + f ⊙ n
 *
 * `wx` holds W and `wh` U; the blocks stand in the order f, n.
 */
export const mgu = defineCell({
  kind: 'mgu',
  state: ({ hiddenSize }) => ({ h: [hiddenSize] }),
  params: ({ inputSize, hiddenSize }) => ({
    wx: { shape: [inputSize, 2 * hiddenSize], initial: initializers.glorotUniform() },
    wh: { shape: [hiddenSize, 2 * hiddenSize], initial: initializers.orthogonal() },
    b: { shape: [2 * hiddenSize], initial: initializers.zeros() },
  }),
  step({ x, state: { h }, params: { wx, wh, b } }) {
    const [xForget, xCandidate] = x.matmul(wx).add(b).split(2);
    const [uForget, uCandidate] = wh.split(2);
    const f = xForget.add(h.matmul(uForget)).sigmoid();
    const n = xCandidate.add(f.mul(h).matmul(uCandidate)).tanh();
    const next = f.neg().add(1).mul(h).add(f.mul(n));
    return { output: next, state: { h: next }, gates: { forget: f, candidate: n } };
  },
});
