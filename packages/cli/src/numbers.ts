import { InvalidArgumentError } from 'commander';

interface Bounds {
  readonly atLeast?: number;
  readonly above?: number;
  readonly atMost?: number;
}

/** Reads an option that must be an integer in a range. */
export const integer =
  (bounds: Bounds = {}) =>
  (text: string): number =>
    check(text, Number.isSafeInteger, 'an integer', bounds);

/** Reads an option that must be a number in a range. */
export const real =
  (bounds: Bounds = {}) =>
  (text: string): number =>
    check(text, Number.isFinite, 'a number', bounds);

/** Reads an option that must be a word or an integer in a range. */
export const integerOr =
  <W extends string>(word: W, bounds: Bounds = {}) =>
  (text: string): W | number =>
    text === word ? word : check(text, Number.isSafeInteger, `${word} or an integer`, bounds);

function check(
  text: string,
  isKind: (value: number) => boolean,
  kind: string,
  { atLeast = -Infinity, above = -Infinity, atMost = Infinity }: Bounds,
): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (isKind(value) && value >= atLeast && value > above && value <= atMost) return value;
  const range = [
    ...(atLeast > -Infinity ? [`of at least ${atLeast}`] : []),
    ...(above > -Infinity ? [`above ${above}`] : []),
    ...(atMost < Infinity ? [`of at most ${atMost}`] : []),
  ];
  throw new InvalidArgumentError(`It must be ${[kind, range.join(' and ')].filter(Boolean).join(' ')}.`);
}

/** `1,115,394`. */
export const formatCount = (count: number): string => Math.round(count).toLocaleString('en');

/** A loss in nats, as bits per character. */
export const toBits = (nats: number): number => nats / Math.LN2;

/** `75 s`, `2 min 5 s`. */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 100 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
