import { meanSquaredError } from '@sluice/layers';
import { ArgumentError } from '@sluice/math';
import { batched, f32 } from './batched.js';
import { mackeyGlass } from './mackey-glass.js';
import { squaredError } from './metrics/squared-error.js';
import { settle, type OptionsOf } from './options.js';
import { splitSeries } from './split-series.js';
import type { Task } from './task.js';

/** What forecasting is made with. */
export interface ForecastingOptions {
  /**
   * The series. Eight tenths are to learn from, the next to choose settings by, the last to be judged by. By default 5000 values of `mackeyGlass`
   * after the first 500.
   */
  readonly series?: ArrayLike<number>;
  /** Number of values of an example; 48 by default. */
  readonly length?: number;
  /** How many values ahead the forecast is; 6 by default. */
  readonly ahead?: number;
}

export const forecastingOptions: OptionsOf<ForecastingOptions> = {
  series: {
    kind: 'numbers',
    required: false,
    about: 'the series to forecast; one by Mackey and Glass without it',
  },
  length: { kind: 'integer', default: 48, atLeast: 1, about: 'number of values of an example' },
  ahead: { kind: 'integer', default: 6, atLeast: 1, about: 'how many values ahead the forecast is' },
};

/**
 * Forecasting: after each value of a series, how far will it move in the next few?
 *
 * An example is a stretch from anywhere in its part of the series. Its input is `x(t) − x(0)`, how far the series is from
 * where the stretch began, so that a trend does not lead to where nothing was learnt; its answer is `x(t + ahead) − x(t)`.
 * Both are divided by the root mean square of such moves in the first part, of `length` steps and of `ahead`.
 *
 * Who says that nothing will move, the naive forecast, has therefore a mean squared error of 1 in the first part. The baseline
 * is what he has over the last part. Errors relative to the naive forecast's are those of Hyndman and Koehler, "Another look
 * at measures of forecast accuracy", 2006, though they take absolute ones.
 *
 * @throws ArgumentError when an option is out of its range, a part of the series is too short for an example, a value is not
 * finite, or nothing moves.
 *
 * @example
 * ```ts
 * import { forecasting } from '@sluice/tasks';
 * const monthly = Array.from({ length: 800 }, (_, t) => 0.1 * t + Math.sin((2 * Math.PI * t) / 12));
 * const { input, target } = forecasting({ series: monthly, ahead: 1 }).examples({ split: 'train', seed: 1, count: 32 });
 * input.shape; // [32, 48, 1]
 * ```
 */
export function forecasting(options: ForecastingOptions = {}): Task {
  const { series, length, ahead } = settle('forecasting', forecastingOptions, options);
  const values = series === undefined ? mackeyGlass({ length: 5500 }).slice(500) : Array.from(series);
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0)
    throw new ArgumentError(`forecasting: series must be finite, but value ${wrong} is ${values[wrong]}.`);
  const parts = splitSeries('forecasting: series', values, length + ahead);
  const reach = scaleOf(parts.train, length);
  const unit = scaleOf(parts.train, ahead);
  return {
    name: 'forecasting',
    title: 'Forecasting',
    description: `Forecast a series of ${values.length}, ${ahead} ahead.`,
    source: 'Mackey and Glass, 1977, unless a series is given',
    input: { kind: 'numbers', size: 1 },
    outputSize: 1,
    timeSteps: length,
    answers: 'each',
    loss: meanSquaredError(),
    metric: squaredError(),
    baseline: {
      value: meanSquare(changes(parts.test, ahead)) / unit ** 2,
      by: 'says that nothing will move',
    },
    published: [],
    examples: batched({ input: f32(length, 1), target: f32(length, 1) }, (draw, split) => {
      const part = parts[split];
      const from = draw.integer(part.length - length - ahead + 1);
      const stretch = part.slice(from, from + length);
      return {
        input: stretch.map((value) => (value - stretch[0]!) / reach),
        target: stretch.map((value, i) => (part[from + i + ahead]! - value) / unit),
      };
    }),
  };
}

/** How far the series moves in so many steps, root mean square. */
function scaleOf(series: readonly number[], steps: number): number {
  const scale = Math.sqrt(meanSquare(changes(series, steps)));
  if (scale > 0) return scale;
  throw new ArgumentError(
    `forecasting: the series does not move in ${steps} steps, so there is nothing to forecast.`,
  );
}

const changes = (series: readonly number[], steps: number): number[] =>
  series.slice(steps).map((value, i) => value - series[i]!);

const meanSquare = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number ** 2, 0) / numbers.length;
