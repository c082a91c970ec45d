import { Unzlib } from 'fflate';
import { quote } from '../text.js';
import type { Section } from './bytes.js';
import { fail, unsupported } from './fail.js';

/** One of the things that were done to a chunk's bytes before they were written. */
export interface Filter {
  readonly id: number;
  readonly name: string;
  readonly values: readonly number[];
}

const DEFLATE = 1;
const SHUFFLE = 2;
const FLETCHER = 3;

/** Reads the filters of a dataset, in the order in which they were applied. */
export function readFilters(section: Section): Filter[] {
  const version = section.u8();
  if (version !== 1 && version !== 2) unsupported(`a list of filters is of version ${version}`);
  const count = section.u8();
  if (count > 32) section.fail(`lists ${count} filters, but at most 32 are allowed`);
  if (version === 1) section.skip(6);
  return Array.from({ length: count }, () => {
    const id = section.u16();
    const nameBytes = version === 1 || id >= 256 ? section.u16() : 0;
    section.skip(2);
    const valueCount = section.u16();
    const name = section.text(version === 1 ? Math.ceil(nameBytes / 8) * 8 : nameBytes);
    const values = Array.from({ length: valueCount }, () => section.u32());
    if (version === 1 && valueCount % 2 === 1) section.skip(4);
    return { id, name: name.replace(/\0.*$/s, ''), values };
  });
}

/** How a chunk is unpacked. */
export interface Unpacking {
  readonly filters: readonly Filter[];
  /** A bit for each filter that was left out for this chunk. */
  readonly mask: number;
  /** How many bytes must come of it. */
  readonly length: number;
  /** What it is, in messages. */
  readonly where: string;
}

/** Undoes the filters of a chunk. */
export function unpack(packed: Uint8Array, { filters, mask, length, where }: Unpacking): Uint8Array {
  let bytes = packed;
  for (const [i, filter] of [...filters.entries()].reverse()) {
    if (mask & (1 << i)) continue;
    // checksums that were added before are still there
    const before = filters.slice(0, i).filter(({ id }, j) => id === FLETCHER && !(mask & (1 << j))).length;
    bytes = undo(bytes, filter, { length: length + 4 * before, where });
  }
  if (bytes.length !== length)
    fail(`${where} should have ${length} bytes, but has ${bytes.length}; the file is damaged`);
  return bytes;
}

function undo(
  bytes: Uint8Array,
  { id, name, values }: Filter,
  { length, where }: { length: number; where: string },
): Uint8Array {
  switch (id) {
    case DEFLATE:
      return inflate(bytes, length, where);
    case SHUFFLE:
      return unshuffle(bytes, values[0] ?? 1);
    case FLETCHER:
      return withoutChecksum(bytes, where);
    default:
      return unsupported(`${where} is packed by the filter ${name === '' ? id : quote(name)}`);
  }
}

/**
 * Packed bytes are unpacked so many at a time: each can become a thousand, so that little is made before a lie shows.
 */
const PIECE = 8192;

function inflate(bytes: Uint8Array, length: number, where: string): Uint8Array {
  const unpacked = new Uint8Array(length);
  let end = 0;
  const stream = new Unzlib((piece) => {
    if (end + piece.length > length) throw new RangeError('too long');
    unpacked.set(piece, end);
    end += piece.length;
  });
  try {
    for (let begin = 0; begin < bytes.length; begin += PIECE) {
      stream.push(bytes.subarray(begin, begin + PIECE), begin + PIECE >= bytes.length);
    }
  } catch {
    end = -1;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (end !== length || bytes.length < 4 || adler32(unpacked) !== view.getUint32(bytes.length - 4)) {
    fail(`${where} cannot be unpacked to ${length} bytes; the file is damaged`);
  }
  return unpacked;
}

/** The checksum of zlib streams (RFC 1950). */
function adler32(bytes: Uint8Array): number {
  let [low, high] = [1, 0];
  // the sums of so many bytes fit in 32 bits
  for (let begin = 0; begin < bytes.length; begin += 3800) {
    const end = Math.min(begin + 3800, bytes.length);
    for (let i = begin; i < end; i++) {
      low += bytes[i]!;
      high += low;
    }
    low %= 65521;
    high %= 65521;
  }
  return high * 65536 + low;
}

/** Puts bytes back into elements of `size`, after all first bytes, all second bytes and so on stood together. */
function unshuffle(bytes: Uint8Array, size: number): Uint8Array {
  const count = Math.floor(bytes.length / Math.max(1, size));
  const result = bytes.slice();
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < size; j++) result[i * size + j] = bytes[j * count + i]!;
  }
  return result;
}

/** Takes off Fletcher's checksum, over words of 16 bits, big end first, after having compared it. */
function withoutChecksum(bytes: Uint8Array, where: string): Uint8Array {
  const end = bytes.length - 4;
  if (end < 0) fail(`${where} has no checksum; the file is damaged`);
  let [low, high] = [0, 0];
  for (let i = 0; i < end; i += 2) {
    low = (low + bytes[i]! * 256 + (i + 1 < end ? bytes[i + 1]! : 0)) % 65535;
    high = (high + low) % 65535;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + end);
  if (view.getUint16(0, true) % 65535 !== low || view.getUint16(2, true) % 65535 !== high) {
    fail(`${where} does not match its checksum; the file is damaged`);
  }
  return bytes.subarray(0, end);
}
