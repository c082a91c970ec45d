import { initializers } from '@sluice/math';
import { defineCell } from '../src/index.js';

/** A cell that uses all that a step may: time, state of rank 2, and an output that is not the state. */
export const leaky = defineCell({
  kind: 'leaky',
  input: ({ size }) => ({ shape: [size], dtype: 'f32' }),
  state: ({ size }: { size: number }) => ({ trace: [2, size], total: [] }),
  params: ({ size }) => ({ rate: { shape: [2, size], initial: initializers.uniform(0.1, 1) } }),
  step({ x, state: { trace, total }, params: { rate }, delta, options: { size } }) {
    const elapsed = delta!.reshape([-1, 1, 1]);
    const kept = rate.mul(elapsed).neg().exp();
    const next = trace.mul(kept).add(x.reshape([-1, 1, size]));
    const energy = next.square().mean([1, 2]);
    return {
      output: next
        .sum(1)
        .mul(total.reshape([-1, 1]))
        .tanh(),
      state: { trace: next, total: total.mul(0.5).add(energy) },
      gates: { kept },
    };
  },
});
