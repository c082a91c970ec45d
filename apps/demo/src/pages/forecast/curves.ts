import type { LineChartProps } from '../../charts/line-chart.js';
import { naiveForecast } from './naive.js';
import type { Forecast } from './predict.js';
import { timesAfter, type Series } from './series.js';
import type { Settled } from './settings.js';
import type { ForecastText } from './texts.js';

type Curve = LineChartProps['series'][number];

export interface Drawing {
  readonly times: readonly number[];
  readonly spans?: LineChartProps['spans'];
  readonly curves: readonly Curve[];
}

interface Options {
  readonly series: Series;
  readonly settled: Settled;
  readonly forecast: Forecast | undefined;
  /** What the cell is called. */
  readonly cell: string;
  readonly colour: string;
  readonly text: ForecastText;
  /** Whether only the newest part is shown. */
  readonly isRecent: boolean;
}

type Numbers = readonly (number | null)[];

const nothing = (count: number): null[] => new Array<null>(count).fill(null);

/** What its lines are called. */
export const forecastNames = (text: ForecastText): string[] => [
  text.oneAhead,
  text.known,
  text.naiveLine,
  text.heldOut,
  text.future,
  text.bandLow,
  text.bandHigh,
];

/** The series, what was forecast of it, and what comes after. */
export function forecastCurves({ series, settled, forecast, colour, text, isRecent }: Options): Drawing {
  const { values, times } = series;
  const { held, horizon, trainCount, season } = settled;
  const from = isRecent ? Math.max(0, trainCount - Math.max(held, 2 * season)) : 0;
  const all = values.length + horizon;
  const placed = (numbers: Numbers, at: number): Numbers =>
    [...nothing(at), ...numbers, ...nothing(Math.max(0, all - at - numbers.length))].slice(from);

  const naive = naiveForecast('season', values, trainCount, held, { season, trendOver: held });
  const { oneAhead = [], heldOut = [], future = [], band } = forecast ?? {};
  const reach = band?.reach ?? [];
  const bandAt = (sign: 1 | -1): Numbers =>
    placed(
      reach.slice(0, future.length).map((size, h) => future[h]! + sign * size),
      values.length,
    );
  const next = timesAfter(series, horizon);
  return {
    times: [...times, ...next].slice(from),
    spans: [
      { from: times[trainCount - 1]!, to: times.at(-1)!, label: text.heldRegion },
      { from: times.at(-1)!, to: next.at(-1)!, label: text.futureRegion },
    ],
    curves: [
      // Beneath the known values, which it hardly differs from.
      { name: text.oneAhead, colour: 'var(--cell-other-1)', values: placed(oneAhead, 0), thin: true },
      { name: text.known, colour: 'var(--ink)', values: placed(values, 0), thin: true },
      {
        name: season === 1 ? text.naiveLineLast : text.naiveLine,
        colour: 'var(--ink-soft)',
        values: placed(naive, trainCount),
        dashed: true,
        thin: true,
      },
      { name: text.heldOut, colour, values: placed(heldOut, trainCount) },
      { name: text.future, colour, values: placed(future, values.length), dashed: true },
      { name: text.bandLow, colour, values: bandAt(-1), thin: true },
      { name: text.bandHigh, colour, values: bandAt(1), thin: true, fillTo: text.bandLow },
    ],
  };
}

/** Known minus forecast, one step ahead. */
export function oneAheadResiduals({ series, settled, forecast, colour, text, isRecent }: Options): Drawing {
  const { values, times } = series;
  const from = isRecent ? Math.max(0, settled.trainCount - settled.held) : 0;
  const residuals = values.map((value, i) => {
    const said = forecast?.oneAhead[i] ?? null;
    return said === null ? null : value - said;
  });
  return {
    times: times.slice(from),
    curves: [{ name: text.residual, colour, values: residuals.slice(from), thin: true }],
  };
}

/** Known minus forecast over the held-out part, by how far ahead it was. */
export function heldOutResiduals({ series, settled, forecast, cell, colour, text }: Options): Drawing {
  const { trainCount, held, season } = settled;
  const known = series.values.slice(trainCount);
  const against = (said: readonly number[]): Numbers =>
    known.map((value, h) => (said[h] === undefined ? null : value - said[h]));
  const options = { season, trendOver: held };
  return {
    times: known.map((_, h) => h + 1),
    curves: [
      { name: cell, colour, values: against(forecast?.heldOut ?? []) },
      {
        name: season === 1 ? text.naiveLineLast : text.naiveLine,
        colour: 'var(--ink-soft)',
        values: against(naiveForecast('season', series.values, trainCount, held, options)),
        dashed: true,
        thin: true,
      },
    ],
  };
}
