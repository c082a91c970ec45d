import { ArgumentError } from '@sluice/math';

/** A series in the part to learn from, its first nine tenths, and the part to be judged by. */
export interface SplitSeries {
  readonly train: readonly number[];
  readonly test: readonly number[];
}

/**
 * Splits a series.
 *
 * @param atLeast - how much of it an example takes, which each part must have.
 */
export function splitSeries(where: string, series: readonly number[], atLeast: number): SplitSeries {
  const end = Math.floor(series.length * 0.9);
  const [train, test] = [series.slice(0, end), series.slice(end)];
  if (test.length >= atLeast && train.length >= atLeast) return { train, test };
  throw new ArgumentError(
    `${where} has a length of ${series.length}, whose last tenth is ${test.length}; an example takes ${atLeast}. ` +
      'Give a longer one, or ask for shorter examples.',
  );
}
