import { ArgumentError } from '@sluice/math';

/**
 * Cuts off the last part of a series to validate on.
 *
 * @param fraction - the part of the whole that is cut off, 0.05 by default.
 *
 * @example
 * ```ts
 * import { splitTail } from '@sluice/train';
 * const { train, validation } = splitTail(Int32Array.from({ length: 100 }), 0.1); // 90 and 10
 * ```
 */
export function splitTail<T extends Int32Array | Float32Array>(
  series: T,
  fraction = 0.05,
): { readonly train: T; readonly validation: T } {
  if (!(fraction > 0 && fraction < 1)) {
    throw new ArgumentError(`splitTail: the fraction must lie between 0 and 1, but got ${fraction}.`);
  }
  const end = Math.floor(series.length * (1 - fraction));
  return { train: series.subarray(0, end) as T, validation: series.subarray(end) as T };
}
