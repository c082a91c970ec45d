import type { Spread } from '../statistics.js';

/** A number with three digits that matter. */
export const formatNumber = (value: number): string =>
  Number.isFinite(value)
    ? value.toFixed(Math.min(3, Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value) || 1)))))
    : '–';

/** The middle half of some numbers. */
export const formatQuartiles = ({ lowerQuartile, upperQuartile }: Spread): string =>
  `${formatNumber(lowerQuartile)} to ${formatNumber(upperQuartile)}`;

/** `1 core`, `2 cores`. */
export const formatCount = (number: number, noun: string): string =>
  `${number} ${noun}${number === 1 ? '' : 's'}`;

/** Whether a target was reached. */
export const formatVerdict = (reached: boolean): string => (reached ? 'yes' : 'NO');
