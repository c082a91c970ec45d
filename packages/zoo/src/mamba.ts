import { defineCell, type SizeOptions } from '@sluice/cell';
import { initializers } from '@sluice/math';
import { drawn } from './zoo-options.js';

/** What a selective state space is made with. */
export interface MambaOptions extends SizeOptions {
  /** How many numbers each unit remembers its past by; 16 by default. */
  readonly stateSize?: number;
  /** Rank of what Δ is computed through; 0, the default, makes it a 16th of `hiddenSize`, rounded up. */
  readonly rank?: number;
  /** Whether a gate that sees the input stands behind the output; false by default. */
  readonly gated?: boolean;
}

/**
 * Mamba's recurrence: a diagonal state space for each unit, which chooses by its input what to store, to read and to forget.
 *
 * Gu and Dao, "Mamba: linear-time sequence modeling with selective state spaces", 2023; without the block's short convolution,
 * and with its gate as an option. For each unit of u a row of S, for each of its numbers a column:
 *
 *     u = x·W
 *     Δ = softplus(u·V·V₂ + b)          how long the step is, for each unit
 *     B = u·W_B,  C = u·W_C             where to store, and where to read
 *     S' = exp(Δ·A) ⊙ S + (Δ ⊙ u)·Bᵀ    A = −e^L
 *     y = S'·C + D ⊙ u, with a gate times silu(x·Z)
 *
 * `wx` `[inputSize, hiddenSize]` is W, `wz` Z; `ws` `[hiddenSize, rank + 2·stateSize]` holds V, W_B and W_C side by side, `wt`
 * `[rank, hiddenSize]` is V₂ and `b` `[hiddenSize]`; `a` `[hiddenSize, stateSize]` is L and `d` `[hiddenSize]` D. A starts at
 * −1, −2, −3 …, and Δ between 0.001 and 0.1. No product with a weight is left in the loop over time.
 *
 * @throws ArgumentError when a size or the rank is not a positive integer.
 *
 * @example
 * ```ts
 * import { mamba } from '@sluice/zoo';
 * const cell = mamba({ inputSize: 64, hiddenSize: 128, gated: true });
 * ```
 */
export const mamba = defineCell({
  kind: 'mamba',
  defaults: { stateSize: 16, rank: 0, gated: false },
  state: ({ hiddenSize, stateSize }) => ({ s: [hiddenSize, stateSize] }),
  params: (options: Required<MambaOptions>) => {
    const { inputSize, hiddenSize, stateSize, gated } = options;
    const rank = rankOf(options);
    const input = initializers.glorotUniform();
    // the softplus of b is spread evenly on a logarithmic scale
    const softplusOf = (delta: number): number => delta + Math.log(-Math.expm1(-delta));
    return {
      wx: { shape: [inputSize, hiddenSize], initial: input },
      wz: gated && { shape: [inputSize, hiddenSize], initial: input },
      ws: { shape: [hiddenSize, rank + 2 * stateSize], initial: input },
      wt: { shape: [rank, hiddenSize], initial: initializers.uniform(-(rank ** -0.5), rank ** -0.5) },
      b: { shape: [hiddenSize], initial: drawn((u) => softplusOf(0.001 * 100 ** u)) },
      a: {
        shape: [hiddenSize, stateSize],
        initial: () =>
          Float32Array.from({ length: hiddenSize * stateSize }, (_, i) => Math.log(1 + (i % stateSize))),
      },
      d: { shape: [hiddenSize], initial: initializers.ones() },
    };
  },
  step({ x, state: { s }, params: { wx, wz, ws, wt, b, a, d }, options }) {
    const [batch, { hiddenSize, stateSize }] = [x.shape[0]!, options];
    const u = x.matmul(wx);
    const [v, store, read] = u.matmul(ws).split([rankOf(options), stateSize, stateSize]);
    const delta = v.matmul(wt).add(b).softplus();
    const keep = delta.reshape([batch, hiddenSize, 1]).mul(a.exp().neg()).exp();
    const added = delta
      .mul(u)
      .reshape([batch, hiddenSize, 1])
      .mul(store.reshape([batch, 1, stateSize]));
    const sNext = keep.mul(s).add(added);
    const y = sNext
      .mul(read.reshape([batch, 1, stateSize]))
      .sum(-1)
      .add(u.mul(d));
    const z = wz && x.matmul(wz);
    return { output: z ? y.mul(z.mul(z.sigmoid())) : y, state: { s: sNext }, gates: { delta } };
  },
});

const rankOf = ({ rank, hiddenSize }: Required<MambaOptions>): number => rank || Math.ceil(hiddenSize / 16);
