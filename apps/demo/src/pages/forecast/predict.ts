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
  readonly trainCount: number;
  readonly horizon: number;
  readonly withBand: boolean;
}

/** Takes a series step by step with the state carried on, and from there feeds the model what it says itself. */
export function forecastWith(stream: Stream, options: Options): Forecast {
  const { values, scaled, first, trainCount, horizon, valueAt, withBand } = options;
  const oneAhead: (number | null)[] = new Array<null>(first + 1).fill(null);
  const errors: number[][] = [];
  const every = Math.ceil((values.length - trainCount) / mostOrigins);
  let heldOut: number[] = [];
  let future: number[] = [];

  for (let known = first + 1; known <= values.length; known++) {
    const change = stream.step([scaled[known - 1 - first]!])[0]!;
    const ahead = (count: number): number[] =>
      runFree(stream, { change, known, count, values, first, valueAt });
    if (known < values.length) oneAhead.push(valueAt(values, known, change));
    else future = ahead(horizon);
    if (known === trainCount) heldOut = ahead(values.length - known);
    if (withBand && known >= trainCount && known < values.length && (known - trainCount) % every === 0) {
      const count = Math.min(horizon, values.length - known);
      errors.push(ahead(count).map((value, h) => Math.abs(value - values[known + h]!)));
    }
  }
  const band = bandOf(errors);
  return { oneAhead, heldOut, future, ...(band && { band }) };
}

/** From at most so many places of the held-out part it is forecast for the band. */
const mostOrigins = 60;

interface FreeRun extends Pick<Options, 'values' | 'first' | 'valueAt'> {
  readonly change: number;
  readonly known: number;
  readonly count: number;
}

/** Forecasts so many values, each from those before it; the stream is then where it was. */
function runFree(stream: Stream, { change, known, count, values, first, valueAt }: FreeRun): number[] {
  const saved = stream.state;
  const ahead = values.slice(Math.max(0, known - first), known);
  const before = ahead.length;
  let next = change;
  for (let h = 0; h < count; h++) {
    ahead.push(valueAt(ahead, before + h, next));
    if (h < count - 1) next = stream.step([next])[0]!;
  }
  stream.state = saved;
  return ahead.slice(before);
}

/** The share of the forecasts that were within the band, and how many it takes to say so. */
export const bandShare = 0.8;
const leastOrigins = 10;

function bandOf(errors: readonly (readonly number[])[]): Band | undefined {
  const reach: number[] = [];
  for (let h = 0; ; h++) {
    const there = errors.flatMap((path) => path[h] ?? []).sort((a, b) => a - b);
    if (there.length < leastOrigins) break;
    const size = there[Math.ceil(bandShare * there.length) - 1]!;
    reach.push(Math.max(size, reach.at(-1) ?? 0));
  }
  return reach.length > 0 ? { reach, origins: errors.length } : undefined;
}
