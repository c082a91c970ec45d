import { formatDuration } from '../numbers.js';

/** `a, b and c`. */
export const listWords = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)!}`;

/** A number with as many digits as matter: `0.0123`, `1.2e-7`; a dash for none. */
export const formatValue = (value: number | null, digits = 3): string =>
  value === null ? '–' : `${Number(value.toPrecision(digits))}`;

/** `1.5 ms`, `2.31 s`, `2 min 5 s`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 1) return `${formatValue(seconds * 1000)} ms`;
  return seconds < 100 ? `${formatValue(seconds)} s` : formatDuration(seconds);
}

/** `3.4 MB`. */
export const formatBytes = (bytes: number): string =>
  bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
