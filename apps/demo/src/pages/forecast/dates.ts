import type { Language } from '../../text/language.js';
import type { Series } from './series.js';

type Timed = Pick<Series, 'dated' | 'step'>;

/** A time of a series as it is read: a month, a day, an hour, or a number. */
export function formatTime(time: number, { dated, step }: Timed, language: Language): string {
  if (!dated)
    return new Intl.NumberFormat(language, { maximumFractionDigits: 2, useGrouping: false }).format(time);
  const parts: Intl.DateTimeFormatOptions =
    'months' in step
      ? { year: 'numeric', month: 'short' }
      : step.units >= 86_400
        ? { dateStyle: 'medium' }
        : { dateStyle: 'medium', timeStyle: 'short' };
  return new Intl.DateTimeFormat(language, { ...parts, timeZone: 'UTC' }).format(time * 1e3);
}

/** A time of a series as programs read it. */
export function timeText(time: number, { dated, step }: Timed): string | number {
  if (!dated) return time;
  const written = new Date(time * 1e3).toISOString();
  return 'months' in step || step.units >= 86_400 ? written.slice(0, 10) : written;
}
