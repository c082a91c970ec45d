/** How far apart the values of a series are: in whole months of the calendar, or in seconds or plain numbers. */
export type TimeStep = { readonly months: number } | { readonly units: number };

/** A series as it is forecast: equally spaced, without gaps. */
export interface Series {
  /** What is measured. */
  readonly name: string;
  readonly unit: string;
  readonly values: readonly number[];
  /** One for each value: seconds since 1970 where they are dates, else numbers. */
  readonly times: readonly number[];
  readonly dated: boolean;
  readonly step: TimeStep;
  /** After how many steps it seems to repeat itself; 1 where it does not seem to. */
  readonly season: number;
}

/** So many times from the first that follows the series. */
export function timesAfter({ times, step }: Series, count: number): number[] {
  const last = times.at(-1)!;
  return Array.from({ length: count }, (_, i) =>
    'months' in step ? addMonths(last, step.months * (i + 1)) : last + step.units * (i + 1),
  );
}

/** The same day so many months later, or the last one of a month that is too short. */
function addMonths(seconds: number, months: number): number {
  const date = new Date(seconds * 1e3);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
  const daysThere = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const isLastDay = date.getUTCDate() === new Date(Date.UTC(year, date.getUTCMonth() + 1, 0)).getUTCDate();
  const day = isLastDay && date.getUTCDate() > 27 ? daysThere : Math.min(date.getUTCDate(), daysThere);
  return Date.UTC(year, month, day) / 1e3;
}

const day = 86_400;

/** What a step is called: a month, a day, an hour, or else a step. */
export function stepUnit({ dated, step }: Series): 'months' | 'days' | 'hours' | 'steps' {
  if (!dated) return 'steps';
  if ('months' in step) return step.months === 1 ? 'months' : 'steps';
  return step.units === day ? 'days' : step.units === 3600 ? 'hours' : 'steps';
}

/** After how many steps a series is likely to repeat itself: what the calendar says, or else the values. */
export function guessSeason(values: readonly number[], dated: boolean, step: TimeStep): number {
  const seasons = !dated ? [] : 'months' in step ? [12 / step.months] : calendarSeasons(step.units);
  const fits = (season: number): boolean =>
    Number.isInteger(season) && season > 1 && 3 * season <= values.length;
  return seasons.find(fits) ?? repetition(values);
}

const calendarSeasons = (seconds: number): number[] => {
  const perDay = day / seconds;
  return seconds < day
    ? [perDay]
    : seconds < 6 * day
      ? [7 / (seconds / day)]
      : [Math.round(365.25 / (seconds / day))];
};

/** The shift at which the changes of a series are most like themselves, if they are at all. */
function repetition(values: readonly number[]): number {
  const changes = values.slice(1).map((value, i) => value - values[i]!);
  const mean = changes.reduce((sum, change) => sum + change, 0) / changes.length;
  const centred = changes.map((change) => change - mean);
  const likeness = (shift: number): number =>
    centred.slice(shift).reduce((sum, change, i) => sum + change * centred[i]!, 0);
  const whole = likeness(0);
  const longest = Math.min(200, Math.floor(values.length / 3));
  let best = { shift: 1, size: 0.4 * whole };
  for (let shift = 2; shift <= longest; shift++) {
    const size = likeness(shift);
    const isPeak = size >= likeness(shift - 1) && size >= likeness(shift + 1);
    // A multiple of a season is nearly as good as the season, so what is longer has to be clearly better.
    if (isPeak && size > 1.1 * best.size) best = { shift, size };
  }
  return best.shift;
}
