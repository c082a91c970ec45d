import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate';
import type { Field } from './fields.js';

/** A text of at most so many bytes, deflated and in letters that an address may hold; a longer one is not read. */
export const packed = (longest: number): Field<string> => ({
  initial: '',
  read(written) {
    try {
      const bytes = Uint8Array.from(atob(written.replaceAll('-', '+').replaceAll('_', '/')), (c) =>
        c.charCodeAt(0),
      );
      return strFromU8(inflateSync(bytes, { out: new Uint8Array(longest) }));
    } catch {
      return '';
    }
  },
  write(text) {
    if (text === '') return '';
    const letters = Array.from(deflateSync(strToU8(text), { level: 9 }), (byte) => String.fromCharCode(byte));
    return btoa(letters.join('')).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  },
});
