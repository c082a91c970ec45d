import type { Language } from '../text/language.js';

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

const raised = (whole: number): string =>
  String(whole).replace(/./g, (letter) => (letter === '-' ? '⁻' : superscripts[Number(letter)]!));

/** A power of ten: 10⁻³. */
export const powerOfTen = (exponent: number): string => (exponent === 0 ? '1' : `10${raised(exponent)}`);

const formats = new Map<string, Intl.NumberFormat>();

function format(language: Language, digits: number): Intl.NumberFormat {
  const key = `${language} ${digits}`;
  const made = formats.get(key) ?? new Intl.NumberFormat(language, { maximumSignificantDigits: digits });
  formats.set(key, made);
  return made;
}

/** A hyphen is too short beside digits. */
const minus = (written: string): string => written.replace('-', '−');

/** A number as it is read: 0.0123, or 1.23 · 10⁻⁷ where the zeros could not be counted. */
export function formatNumber(value: number, language: Language, digits = 3): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return minus(format(language, digits).format(value));
  if (size > 0 && (size < 1e-3 || size >= 1e6)) {
    const [mantissa, exponent] = value.toExponential(digits - 1).split('e') as [string, string];
    return `${minus(format(language, digits).format(Number(mantissa)))} · ${powerOfTen(Number(exponent))}`;
  }
  const whole = Math.ceil(Math.log10(size + 1));
  return minus(format(language, Math.max(digits, whole)).format(value));
}
