/** How much text is worked with. */
export const textLimits = {
  /** Fewer characters than this hold nothing to learn. */
  fewest: 100,
  /** With fewer than these a model learns the text by heart. */
  short: 5000,
  /** More are left away. */
  most: 10_000_000,
  /** A larger file is not read. */
  bytes: 200_000_000,
  /** So many different characters have a score of their own; rarer ones share one. */
  vocabulary: 3000,
} as const;

/** Stands for characters that are too rare to have a score of their own. */
export const rareCharacter = '□';

/** What was done to a text, or is to be known of it. */
export type TextNote =
  | { readonly kind: 'decoded'; readonly encoding: string }
  | { readonly kind: 'composed' }
  | { readonly kind: 'cut'; readonly from: number }
  | { readonly kind: 'rare'; readonly count: number }
  | { readonly kind: 'short' };

/** Why a text cannot be taken. */
export type TextProblem =
  | { readonly problem: 'empty' }
  | { readonly problem: 'tooShort'; readonly characters: number }
  | { readonly problem: 'tooLarge'; readonly bytes: number }
  | { readonly problem: 'binary' }
  | { readonly problem: 'encoding' };

/** A text that can be learned from. */
export interface CleanText {
  readonly text: string;
  /** In code points. */
  readonly characters: number;
  /** How many different ones. */
  readonly distinct: number;
  readonly notes: readonly TextNote[];
}

/** Decodes a file: UTF-8, UTF-16 that says so, or Korean as it was written before Unicode. */
export function decodeText(bytes: Uint8Array): { text: string; notes: readonly TextNote[] } | TextProblem {
  if (bytes.length > textLimits.bytes) return { problem: 'tooLarge', bytes: bytes.length };
  const utf16 =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : undefined;
  if (utf16 === undefined && bytes.subarray(0, 65_536).includes(0)) return { problem: 'binary' };
  for (const encoding of utf16 === undefined ? ['utf-8', 'euc-kr'] : [utf16]) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      return { text, notes: encoding === 'utf-8' ? [] : [{ kind: 'decoded', encoding }] };
    } catch {
      // the next one
    }
  }
  return { problem: 'encoding' };
}

/** Makes of any text one that a character model can learn from, and tells what it has changed. */
export function cleanText(given: string): CleanText | TextProblem {
  const notes: TextNote[] = [];
  // Half a pair cannot be saved, and a line's end is one character.
  let text = given
    .slice(0, 2 * textLimits.most)
    .replace(/\r\n?/g, '\n')
    .replace(/\p{Surrogate}/gu, '\uFFFD');
  // Hangul of single letters would be learned letter by letter; what a keyboard writes is composed.
  const composed = text.normalize('NFC');
  if (composed !== text) notes.push({ kind: 'composed' });
  text = composed;

  const counts = new Map<string, number>();
  let [characters, units] = [0, 0];
  for (const character of text) {
    if (characters === textLimits.most) break;
    characters++;
    units += character.length;
    counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  if (units < text.length || given.length > 2 * textLimits.most) {
    notes.push({ kind: 'cut', from: given.length });
    text = text.slice(0, units);
  }
  if (text.trim() === '') return { problem: 'empty' };
  if (characters < textLimits.fewest) return { problem: 'tooShort', characters };
  if (characters < textLimits.short) notes.push({ kind: 'short' });

  if (counts.size <= textLimits.vocabulary) return { text, characters, distinct: counts.size, notes };
  const kept = new Set(
    [...counts]
      .sort(([, a], [, b]) => b - a)
      .slice(0, textLimits.vocabulary - 1)
      .map(([character]) => character),
  );
  notes.push({ kind: 'rare', count: counts.size - kept.size });
  text = Array.from(text, (character) => (kept.has(character) ? character : rareCharacter)).join('');
  return { text, characters, distinct: new Set(text).size, notes };
}
