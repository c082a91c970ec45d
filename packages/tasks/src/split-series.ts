import { ArgumentError } from '@sluice/math';
import type { Split } from './task.js';

/**
 * Splits a series: eight tenths to learn from, then one to choose settings by, then one to be judged by.
 *
 * @param atLeast - how much of it an example takes, which each part must have.
 */
export function splitSeries(
  where: string,
  series: readonly number[],
  atLeast: number,
): Readonly<Record<Split, readonly number[]>> {
  const [first, second] = [0.8, 0.9].map((part) => Math.floor(series.length * part));
  const parts = {
    train: series.slice(0, first),
    validation: series.slice(first, second),
    test: series.slice(second),
  };
  const shortest = Math.min(...Object.values(parts).map(({ length }) => length));
  if (shortest >= atLeast) return parts;
  throw new ArgumentError(
    `${where} has a length of ${series.length}, of which a tenth is ${shortest}; an example takes ${atLeast}. ` +
      'Give a longer one, or ask for shorter examples.',
  );
}
