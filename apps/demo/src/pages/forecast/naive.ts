import { meanOf } from './changes.js';

/** Forecasts that anybody can make without learning anything. */
export const naiveNames = ['last', 'season', 'trend'] as const;

export type NaiveName = (typeof naiveNames)[number];

/** What they know of a series. */
export interface NaiveOptions {
  /** After how many steps it repeats itself; 1 where it does not. */
  readonly season: number;
  /** The trend is that of so many of the newest steps, rounded to whole seasons. */
  readonly trendOver: number;
}

/**
 * Forecasts `count` values from the first `known` values of a series: the last value; those of the last season; or those of
 * the last season moved on by the trend, which without a season is the last value and the drift.
 */
export function naiveForecast(
  name: NaiveName,
  values: readonly number[],
  known: number,
  count: number,
  { season, trendOver }: NaiveOptions,
): number[] {
  const last = values[known - 1]!;
  if (name === 'last') return new Array<number>(count).fill(last);
  const again = (h: number): number => values[known - season + (h % season)]!;
  const seasons = Math.max(1, Math.min(Math.round(trendOver / season), Math.floor((known - 1) / season)));
  const perSeason = name === 'season' ? 0 : (last - values[known - 1 - seasons * season]!) / seasons;
  return Array.from({ length: count }, (_, h) => again(h) + perSeason * (Math.floor(h / season) + 1));
}

/** The mean absolute error of forecasts; what was not forecast does not count. */
export function meanAbsoluteError(forecast: readonly (number | null)[], values: readonly number[]): number {
  const errors = forecast.flatMap((value, i) =>
    value === null || values[i] === undefined ? [] : [Math.abs(value - values[i])],
  );
  return errors.length > 0 ? meanOf(errors) : Number.NaN;
}
