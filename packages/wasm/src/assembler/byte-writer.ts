import { AssemblerError } from './errors.js';

/** Append-only bytes in the encodings of the WebAssembly binary format. */
export interface ByteWriter {
  readonly length: number;
  byte(value: number): void;
  bytes(values: ArrayLike<number>): void;
  /** Unsigned LEB128, 0 to 2³² − 1. */
  u32(value: number): void;
  /** Signed LEB128. Takes −2³¹ to 2³² − 1: addresses and bit masks may be written either way. */
  i32(value: number): void;
  /** Four bytes, little-endian; the same range as `i32`. */
  fixed32(value: number): void;
  /** Little-endian IEEE 754 single. */
  f32(value: number): void;
  /** A length, then that many bytes. */
  sized(content: ByteWriter): void;
  /** A length, then the text as UTF-8. */
  name(text: string): void;
  /** The bytes so far, valid until the next write. */
  view(): Uint8Array<ArrayBuffer>;
}

export function createByteWriter(initialCapacity = 256): ByteWriter {
  let buffer = new Uint8Array(initialCapacity);
  let length = 0;

  function reserve(count: number): number {
    const start = length;
    length += count;
    if (length > buffer.length) {
      const grown = new Uint8Array(Math.max(length, buffer.length * 2));
      grown.set(buffer);
      buffer = grown;
    }
    return start;
  }

  function byte(value: number): void {
    const at = reserve(1);
    buffer[at] = value;
  }

  function bytes(values: ArrayLike<number>): void {
    const at = reserve(values.length);
    buffer.set(values, at);
  }

  function u32(value: number): void {
    requireInteger(value, 0, 0xffff_ffff);
    let rest = value >>> 0;
    while (rest >= 0x80) {
      byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    byte(rest);
  }

  function i32(value: number): void {
    requireInteger(value, -0x8000_0000, 0xffff_ffff);
    let rest = value | 0;
    // A reader extends the sign from bit 6 of the last byte, so stop only once that bit and the rest agree.
    while (rest < -0x40 || rest >= 0x40) {
      byte((rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    byte(rest & 0x7f);
  }

  function fixed32(value: number): void {
    requireInteger(value, -0x8000_0000, 0xffff_ffff);
    const at = reserve(4);
    new DataView(buffer.buffer).setInt32(at, value, true);
  }

  function f32(value: number): void {
    const at = reserve(4);
    new DataView(buffer.buffer).setFloat32(at, value, true);
  }

  return {
    get length() {
      return length;
    },
    byte,
    bytes,
    u32,
    i32,
    fixed32,
    f32,
    sized(content) {
      u32(content.length);
      bytes(content.view());
    },
    name(text) {
      const encoded = utf8(text);
      u32(encoded.length);
      bytes(encoded);
    },
    view: () => buffer.subarray(0, length),
  };
}

function requireInteger(value: number, low: number, high: number): void {
  if (!Number.isInteger(value) || value < low || value > high) {
    throw new AssemblerError(`Expected an integer from ${low} to ${high} as an immediate, got ${value}.`);
  }
}

/** Written out because `TextEncoder` belongs to the DOM and to Node, not to the language. */
function utf8(text: string): number[] {
  const out: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
    const continuation = (shift: number) => 0x80 | ((code >> shift) & 0x3f);
    if (code < 0x80) out.push(code);
    else if (code < 0x800) out.push(0xc0 | (code >> 6), continuation(0));
    else if (code < 0x1_0000) out.push(0xe0 | (code >> 12), continuation(6), continuation(0));
    else out.push(0xf0 | (code >> 18), continuation(12), continuation(6), continuation(0));
  }
  return out;
}
