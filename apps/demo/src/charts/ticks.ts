import type { Language } from '../text/language.js';
import { formatNumber, powerOfTen } from './numbers.js';

/** The ends of an axis. */
export type Range = readonly [least: number, greatest: number];

/** Whole decades around the numbers, at least one; numbers that have no logarithm are left out. */
export function logRange(least: number | null, greatest: number | null): Range {
  if (greatest === null || !(greatest > 0)) return [0.1, 1];
  const low = Math.floor(Math.log10(least !== null && least > 0 ? least : greatest) + 1e-9);
  const high = Math.ceil(Math.log10(greatest) - 1e-9);
  return [10 ** low, 10 ** Math.max(high, low + 1)];
}

/** Where an axis of a logarithmic scale has its lines: powers of ten, with 2 and 5 between where there is room. */
export function logTicks([least, greatest]: Range, most: number): number[] {
  const low = Math.ceil(Math.log10(least) - 1e-9);
  const high = Math.floor(Math.log10(greatest) + 1e-9);
  const decades = high - low;
  const strides = [1, 2, 3, 5, 10, 15, 20, 30, 50];
  const stride = strides.find((stride) => decades / stride + 1 <= most) ?? 100;
  const isFine = stride === 1 && 3 * decades + 1 <= most;
  const ticks: number[] = [];
  for (let exponent = Math.ceil(low / stride) * stride; exponent <= high; exponent += stride) {
    for (const factor of isFine ? [1, 2, 5] : [1]) {
      const tick = Number(`${factor}e${exponent}`);
      if (tick <= greatest * (1 + 1e-9)) ticks.push(tick);
    }
  }
  return ticks;
}

/** The words of such lines: 0.01 on an axis that stays near 1, 10⁻² on one that leaves it. */
export function logTickLabels(ticks: readonly number[], language: Language): string[] {
  const isNear = ticks.every((tick) => tick >= 1e-3 && tick < 1e4);
  return ticks.map((tick) => {
    const exponent = Math.log10(tick);
    const isPower = Math.abs(exponent - Math.round(exponent)) < 1e-9;
    return isPower && !isNear ? powerOfTen(Math.round(exponent)) : formatNumber(tick, language);
  });
}

/** The ends of a linear axis: the numbers with a little air, and 0 where that is near; of one number, what lies around it. */
export function linearRange(least: number | null, greatest: number | null): Range {
  if (least === null || greatest === null) return [0, 1];
  if (least === greatest) return [least - (Math.abs(least) / 2 || 1), least + (Math.abs(least) / 2 || 1)];
  const air = 0.06 * (greatest - least);
  const near = 0.35 * (greatest - least);
  const low = least >= 0 && least < near ? 0 : least - air;
  const high = greatest <= 0 && -greatest < near ? 0 : greatest + air;
  return [low, high];
}

const day = 86_400;

/** Dates as long as the steps between them are worth: years, months, days or times. */
export function dateLabels(seconds: readonly number[], step: number, language: Language): string[] {
  const parts: Intl.DateTimeFormatOptions =
    step >= 360 * day
      ? { year: 'numeric' }
      : step >= 27 * day
        ? { year: 'numeric', month: 'short' }
        : step >= day
          ? { month: 'short', day: 'numeric' }
          : { hour: 'numeric', minute: '2-digit' };
  const format = new Intl.DateTimeFormat(language, { ...parts, timeZone: 'UTC' });
  return seconds.map((second) => format.format(second * 1e3));
}

/** A whole date. */
export const formatDate = (seconds: number, language: Language): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(seconds * 1e3);
