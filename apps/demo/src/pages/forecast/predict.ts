import type { Stream } from '@sluice/model';
import type { Changes } from './changes.js';

/** What a model says of a series, in the series' unit. */
export interface Forecast {
  /** One step ahead of what is known, for each value; null where there is nothing yet to go by. */
  readonly oneAhead: readonly (number | null)[];
  /** The held-out values, forecast from the training part alone. */
  readonly heldOut: readonly number[];
  /** What comes after the last value. */
  readonly future: readonly number[];
  /** How far off most forecasts were so many steps ahead, as far as can be said. */
  readonly band?: Band;
}

export interface Band {
  /** Half of the width, one for each step ahead; it never shrinks. */
  readonly reach: readonly number[];
  /** From so many places of the held-out part was forecast. */
  readonly origins: number;
}

interface Options extends Changes {
  readonly values: readonly number[];
  readonly lag: number;
  readonly trainCount: number;
  readonly horizon: number;
  readonly withBand: boolean;
}

/** Takes a series step by step with the state carried on, and from there feeds the model what it says itself. */
export function forecastWith(stream: Stream, options: Options): Forecast {
  const { values, scaled, lag, trainCount, horizon, valueAfter, withBand } = options;
  const oneAhead: (number | null)[] = new Array<null>(lag + 1).fill(null);
  let heldOut: number[] = [];
  const paths: number[][] = [];
  const every = Math.ceil((values.length - trainCount) / mostOrigins);

  for (let known = lag + 1; known <= values.length; known++) {
    const change = stream.step([scaled[known - 1 - lag]!])[0]!;
    if (known < values.length)
      oneAhead.push(valueAfter(values.slice(Math.max(0, known - lag), known), change));
    const ahead = (count: number): number[] =>
      runFree(stream, { change, before: values.slice(Math.max(0, known - lag), known), count, valueAfter });
    if (known === trainCount) heldOut = ahead(values.length - known);
    else if (withBand && known > trainCount && (known - trainCount) % every === 0 && known < values.length) {
      paths.push(
        ahead(Math.min(horizon, values.length - known)).map((value, h) => value - values[known + h]!),
      );
    }
    if (known === values.length) {
      const future = ahead(horizon);
      const band = withBand
        ? bandOf([heldOut.map((value, h) => value - values[trainCount + h]!), ...paths])
        : undefined;
      return { oneAhead, heldOut, future, ...(band && { band }) };
    }
  }
  throw new Error(`A series of ${values.length} values has no change over ${lag} steps.`);
}

/** From at most so many places of the held-out part it is forecast for the band. */
const mostOrigins = 60;

interface FreeRun extends Pick<Changes, 'valueAfter'> {
  readonly change: number;
  readonly before: readonly number[];
  readonly count: number;
}

/** Forecasts so many values, each from those before it; the stream is then where it was. */
function runFree(stream: Stream, { change: first, before, count, valueAfter }: FreeRun): number[] {
  const saved = stream.state;
  const values = [...before];
  let change = first;
  for (let h = 0; h < count; h++) {
    values.push(valueAfter(values, change));
    if (h < count - 1) change = stream.step([change])[0]!;
  }
  stream.state = saved;
  return values.slice(before.length);
}

/** The share of the forecasts that were within the band, and how many it takes to say so. */
export const bandShare = 0.8;
const leastOrigins = 10;

function bandOf(paths: readonly (readonly number[])[]): Band | undefined {
  const reach: number[] = [];
  for (let h = 0; ; h++) {
    const errors = paths
      .flatMap((path) => (h < path.length ? [Math.abs(path[h]!)] : []))
      .sort((a, b) => a - b);
    if (errors.length < leastOrigins) break;
    const size = errors[Math.ceil(bandShare * errors.length) - 1]!;
    reach.push(Math.max(size, reach.at(-1) ?? 0));
  }
  return reach.length > 0 ? { reach, origins: paths.length } : undefined;
}
