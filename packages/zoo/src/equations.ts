import type { Value } from '@sluice/math';

/** v·W + b, without b where the cell has none. */
export const affine = (v: Value, w: Value, b: Value | undefined): Value =>
  b ? v.matmul(w).add(b) : v.matmul(w);

/** g ⊙ a + (1 − g) ⊙ b: the way from a, where the gate is open, to b, where it is closed. */
export const mix = (g: Value, a: Value, b: Value): Value => g.mul(a).add(g.neg().add(1).mul(b));

/** a + ½ where a ≥ 0, else σ(a): a way to keep a number above 0. */
export const positive = (a: Value): Value => a.less(0).select(a.sigmoid(), a.add(0.5));

/** The logarithm of next to nothing, in single precision and without the traps of −∞: its exponential is 0. */
export const nothing = -1e30;
