import type { Value } from '@sluice/math';

/** The mean over all positions where the mask is 1, or over all of them; 0 when none counts. */
export function maskedMean(values: Value, mask: Value | undefined): Value {
  if (!mask) return values.mean();
  // padding may be so far off that its loss is infinite, which no factor of 0 would hide
  const counted = mask.notEqual(0).select(values.mul(mask), 0);
  return counted.sum().div(mask.sum().maximum(1));
}
