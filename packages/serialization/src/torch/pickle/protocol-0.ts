import { decodeUtf8 } from '../../text.js';
import type { PickleReader } from './reader.js';

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

const latin1 = (bytes: Uint8Array): string => {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
};

/** A line with a string as Python 2 prints it, in quotes and with escapes; its bytes are read as UTF-8. */
export function unquoted(reader: PickleReader): string {
  const begin = reader.position;
  const line = latin1(reader.line()).trimEnd();
  const quoted = /^(['"])(.*)\1$/s.exec(line)?.[2];
  if (quoted === undefined) return reader.fail('expected a string in quotes', begin);
  const plain = quoted.replace(/\\(x[0-9a-fA-F]{2}|[0-7]{1,3}|.)/gs, (whole, code: string) => {
    if (/^[0-7]/.test(code)) return String.fromCharCode(parseInt(code, 8) & 0xff);
    if (code.length === 3) return String.fromCharCode(parseInt(code.slice(1), 16));
    return Object.hasOwn(escapes, code) ? escapes[code]! : whole;
  });
  const bytes = Uint8Array.from({ length: plain.length }, (_, i) => plain.charCodeAt(i));
  return decodeUtf8(bytes, `${reader.what}, byte ${begin}: the string`);
}

/** A line in Python's raw-unicode-escape: Latin-1, and `\u` and `\U` for all that it has not. */
export function rawUnicode(reader: PickleReader): string {
  const begin = reader.position;
  return latin1(reader.line()).replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/g, (_, short, long) => {
    const code = parseInt(((short as string | undefined) ?? long) as string, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : reader.fail('there is no such character', begin);
  });
}
