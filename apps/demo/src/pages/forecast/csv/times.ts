/** Which of the two is first in 03/04/2020. */
export type DayOrder = 'day-first' | 'month-first';

const yearFirst = /^(\d{4})(?:\D{1,3}(\d{1,2})(?:\D{1,3}(\d{1,2}))?)?\D{0,3}$/;
const withTime =
  /^(\d{4})-(\d{1,2})-(\d{1,2})[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/;
const yearLast = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;
const compact = /^(\d{4})(\d{2})(\d{2})?$/;

type Parts = readonly [
  year: number,
  month: number,
  day?: number,
  hour?: number,
  minute?: number,
  second?: number,
];

/** Seconds since 1970 of a date that exists. */
function seconds([year, month, day = 1, hour = 0, minute = 0, second = 0]: Parts): number | undefined {
  const time = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  return time.getUTCMonth() === month - 1 && time.getUTCDate() === day && hour < 24 && minute < 60
    ? time.getTime() / 1e3
    : undefined;
}

const numbersOf = (match: RegExpExecArray): number[] =>
  match
    .slice(1)
    .filter((part) => part !== undefined && /^\d+$/.test(part))
    .map(Number);

/** Reads a date, with a time of the day or without, as seconds since 1970; undefined where it is none. */
export function readDate(written: string, order: DayOrder): number | undefined {
  const text = written.trim();
  const timed = withTime.exec(text);
  if (timed) {
    const zone = timed[7];
    const local = seconds(numbersOf(timed) as unknown as Parts);
    return local === undefined ? undefined : local - offsetOf(zone);
  }
  const last = yearLast.exec(text);
  if (last) {
    const [a, b, year, ...rest] = numbersOf(last) as [number, number, number, ...number[]];
    const [day, month] = order === 'day-first' ? [a, b] : [b, a];
    return seconds([year, month, day, ...rest] as unknown as Parts);
  }
  const first = yearFirst.exec(text);
  // A year alone is a number like others.
  if (first?.[2] !== undefined && !/^\d+[.,]\d+$/.test(text))
    return seconds(numbersOf(first) as unknown as Parts);
  const tight = compact.exec(text);
  if (tight && /^(1[5-9]|2[01])/.test(text)) return seconds(numbersOf(tight) as unknown as Parts);
  // Names of months, in English: `Mar 1958`, `1 March 1958`.
  if (!/[a-z]{3}/i.test(text) || !/\d{4}/.test(text)) return undefined;
  const parsed = Date.parse(`${text} UTC`);
  return Number.isNaN(parsed) ? undefined : parsed / 1e3;
}

function offsetOf(zone: string | undefined): number {
  const parts = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '');
  return parts ? Number(`${parts[1]}1`) * (Number(parts[2]) * 3600 + Number(parts[3]) * 60) : 0;
}

/** Which is first in dates that end in the year, and whether that is certain. */
export function dayOrderOf(texts: readonly string[]): { order: DayOrder; certain: boolean } {
  const pairs = texts.flatMap((text) => {
    const match = yearLast.exec(text.trim());
    return match ? [[Number(match[1]), Number(match[2])] as const] : [];
  });
  if (pairs.some(([first]) => first > 12)) return { order: 'day-first', certain: true };
  if (pairs.some(([, second]) => second > 12)) return { order: 'month-first', certain: true };
  // Points are written where the day is first; of slashes nobody knows.
  const dotted = texts.some((text) => text.includes('.'));
  return { order: dotted ? 'day-first' : 'month-first', certain: pairs.length === 0 };
}
