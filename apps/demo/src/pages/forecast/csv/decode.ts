/** A text, and how its letters were written where not as they should be. */
export interface Decoded {
  readonly text: string;
  readonly encoding?: string;
}

/** Reads bytes as UTF-8; where they are none, as what spreadsheets write: UTF-16, Korean, or western letters. */
export function decode(bytes: Uint8Array): Decoded {
  const [first, second] = bytes;
  const marked = { 'utf-16le': [0xff, 0xfe], 'utf-16be': [0xfe, 0xff] };
  const known = Object.entries(marked).find(([, [a, b]]) => a === first && b === second)?.[0];
  for (const encoding of known === undefined ? ['utf-8', 'euc-kr'] : [known]) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      return encoding === 'utf-8' ? { text } : { text, encoding };
    } catch {
      // The next one is tried.
    }
  }
  return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'windows-1252' };
}
