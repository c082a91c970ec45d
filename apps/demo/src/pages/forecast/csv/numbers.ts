export type DecimalMark = 'point' | 'comma';

const plain = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
const grouped = /^[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/;

/** What stands for a value that is not there. */
export const isMissing = (text: string): boolean =>
  /^(|-+|\.|\?|na|n\/a|#n\/a|nan|null|none|nil|missing)$/i.test(text.trim());

/** The largest number that a cell can be given: it computes in single precision. */
const largest = 2 ** 127;

/** Reads a number; undefined where it is none, or one that no cell can be given. */
export function readNumber(text: string, mark: DecimalMark): number | undefined {
  const number = readAny(text, mark);
  return number !== undefined && Math.abs(number) <= largest ? number : undefined;
}

function readAny(text: string, mark: DecimalMark): number | undefined {
  const tidy = text
    .trim()
    .replace(/[\u00A0\u202F\u2009 '](?=\d{3})/g, '')
    .replace(/^−/, '-');
  const written = mark === 'point' ? tidy : tidy.replace(/[.,]/g, (letter) => (letter === '.' ? ',' : '.'));
  if (plain.test(written)) return Number(written);
  return grouped.test(written) ? Number(written.replaceAll(',', '')) : undefined;
}

/** Whether there are marks between thousands. */
export const isGrouped = (text: string, mark: DecimalMark): boolean =>
  text.includes(mark === 'point' ? ',' : '.') && readNumber(text, mark) !== undefined;

/** The decimal mark with which more of the texts are numbers; a point where both are as good. */
export function decimalMarkOf(texts: readonly string[]): DecimalMark {
  const readable = (mark: DecimalMark): number =>
    texts.filter((text) => readNumber(text, mark) !== undefined).length;
  return readable('comma') > readable('point') ? 'comma' : 'point';
}
