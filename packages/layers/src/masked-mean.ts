import type { Value } from '@sluice/math';

/** The mean over all positions where the mask is 1, or over all of them; 0 when none counts. */
export const maskedMean = (values: Value, mask: Value | undefined): Value =>
  mask ? values.mul(mask).sum().div(mask.sum().maximum(1)) : values.mean();
