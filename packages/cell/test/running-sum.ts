import { initializers } from '@sluice/math';
import { defineCell } from '../src/index.js';

/** s' = w · s + x, and it gives 10 · s': simple enough to follow by hand. */
export const runningSum = defineCell({
  kind: 'runningSum',
  input: () => ({ shape: [1], dtype: 'f32' }),
  state: () => ({ s: [1] }),
  params: ({ weight }: { readonly weight: number }) => ({
    w: { shape: [1], initial: initializers.constant(weight) },
  }),
  step({ x, state: { s }, params: { w } }) {
    const next = s.mul(w).add(x);
    return { output: next.mul(10), state: { s: next }, gates: { kept: s.mul(w) } };
  },
});
