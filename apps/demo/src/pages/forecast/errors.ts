import { meanAbsoluteError, naiveForecast, naiveNames, type NaiveName, type NaiveOptions } from './naive.js';
import type { Forecast } from './predict.js';

/** How far off forecasts are on average, in the series' unit. */
export interface Errors {
  /** One step ahead, over the part that was trained on. */
  readonly trained: number;
  /** One step ahead, over the held-out part. */
  readonly heldOne: number;
  /** Over the whole held-out part, from where it begins. */
  readonly heldAll: number;
}

export function errorsOf(
  { oneAhead, heldOut }: Forecast,
  values: readonly number[],
  trainCount: number,
): Errors {
  return {
    trained: meanAbsoluteError(oneAhead.slice(0, trainCount), values),
    heldOne: meanAbsoluteError(oneAhead.slice(trainCount), values.slice(trainCount)),
    heldAll: meanAbsoluteError(heldOut, values.slice(trainCount)),
  };
}

/** What forecasts that learn nothing reach. */
export function naiveErrors(
  values: readonly number[],
  trainCount: number,
  options: NaiveOptions,
): Readonly<Record<NaiveName, Errors>> {
  // Before that there is no season to repeat, and no trend to be seen.
  const first = 2 * options.season + 1;
  const judge = (name: NaiveName): Errors => {
    const oneAhead = values.map((_, known) =>
      known < first ? null : naiveForecast(name, values, known, 1, options)[0]!,
    );
    const heldOut = naiveForecast(name, values, trainCount, values.length - trainCount, options);
    return errorsOf({ oneAhead, heldOut, future: [] }, values, trainCount);
  };
  return Object.fromEntries(naiveNames.map((name) => [name, judge(name)])) as Record<NaiveName, Errors>;
}
