import { FormatError } from './format-error.js';

// Browsers and Node have both of these, though the language's own library does not list them.
declare class TextDecoder {
  constructor(label: string, options: { fatal: boolean; ignoreBOM: boolean });
  decode(bytes: Uint8Array): string;
}
declare class TextEncoder {
  encode(text: string): Uint8Array;
}

/** Throws a FormatError that begins with `what` when the bytes are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new FormatError(`${what} is not UTF-8 text; the file is damaged, or not of this format.`);
  }
}

export const encodeUtf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Text from a file, made safe and short enough to print in a message. */
export const quote = (text: string): string =>
  JSON.stringify(text.length > 80 ? `${text.slice(0, 79)}…` : text).replace(
    // what JSON lets through, though terminals act on it: further control characters, and the direction of text
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** Whether the text can be written as UTF-8 and read back: halves of a surrogate pair alone cannot. */
export const isWellFormed = (text: string): boolean => !/\p{Surrogate}/u.test(text);
