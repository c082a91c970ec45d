import type { Value } from '@sluice/math';

/**
 * A value whose last axis has mean 0 and variance 1: `(x − mean x) / √(var x + ε)`.
 *
 * Ba, Kiros and Hinton, "Layer normalization", 2016.
 *
 * @param epsilon - added to the variance, so that a constant row is no division by zero.
 */
export function normalised(x: Value, epsilon = 1e-5): Value {
  const centred = x.sub(x.mean(-1, { keepDims: true }));
  const variance = centred.square().mean(-1, { keepDims: true });
  return centred.div(variance.add(epsilon).sqrt());
}

/** A value normalised and scaled, or as it is where there is no scale: what cells do where they have layer norms. */
export const normalisedBy = (x: Value, scale: Value | undefined): Value =>
  scale ? normalised(x).mul(scale) : x;
