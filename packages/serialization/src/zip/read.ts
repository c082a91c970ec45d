import { Inflate } from 'fflate';
import { formatBytes } from '@sluice/math';
import { FormatError } from '../format-error.js';
import { decodeUtf8, encodeUtf8, quote } from '../text.js';
import { crc32 } from './crc32.js';
import {
  DEFLATED,
  ENCRYPTED,
  END,
  END_64,
  FULL_16,
  FULL_32,
  LISTED,
  LOCAL,
  LOCATOR_64,
  STORED,
} from './constants.js';

/** One file inside of a zip. */
export interface ZipEntry {
  readonly name: string;
  /** Its length in bytes, once unpacked. */
  readonly size: number;
  /**
   * Its bytes: a view of the archive where they are stored as they are, otherwise unpacked anew at each call.
   *
   * @throws FormatError when they are packed in another way than deflate, damaged, or not as many as the archive says.
   */
  read(): Uint8Array;
}

/** How a zip is read. */
export interface ReadZipOptions {
  /** Begins every message: what the archive is. */
  readonly what: string;
  /** How many bytes all packed entries together may become; 64 times the archive's length or 64 MiB, whichever is more. */
  readonly limit?: number;
  /** Whether bytes are compared with their checksum; true by default. */
  readonly checksums?: boolean;
}

/** What the directory says of an entry. */
interface Listed {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly header: number;
}

/** Where the directory stands, and how many entries it has. */
interface Directory {
  readonly begin: number;
  readonly end: number;
  readonly count: number;
}

/** Packed bytes are unpacked so many at a time: each can become a thousand, so that little is made before a lie shows. */
const CHUNK = 1 << 14;

/**
 * Reads a zip's directory; entries are unpacked when they are asked for.
 *
 * Nothing an archive says is believed: entries must not overlap each other or the directory, names must be different and
 * the same in both places, and what is unpacked never takes more memory than its entry said it would, nor all entries
 * together more than the limit.
 *
 * @throws FormatError when the bytes are no zip, or a damaged or deceptive one.
 */
export function readZip(bytes: Uint8Array, options: ReadZipOptions): ReadonlyMap<string, ZipEntry> {
  const { what, limit = Math.max(64 * bytes.length, 2 ** 26), checksums = true } = options;
  const file = new ZipFile(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length), what);
  const directory = findDirectory(file);
  const listed = readDirectory(file, directory);
  const unpacked = listed.reduce((sum, { method, size }) => (method === STORED ? sum : sum + size), 0);
  if (unpacked > limit) {
    file.fail(
      `its packed entries say that they become ${formatBytes(unpacked)}, more than the ${formatBytes(limit)} that are ` +
        `allowed for its length; if the file is one to trust, pack it again without compression`,
    );
  }
  const begins = locate(file, listed, directory.begin);
  return new Map(
    listed.map((entry, i) => [
      entry.name,
      { name: entry.name, size: entry.size, read: () => readEntry(file, entry, begins[i]!, checksums) },
    ]),
  );
}

/** Bytes with the numbers of a zip in them, all little-endian. */
class ZipFile {
  readonly #view: DataView;

  constructor(
    readonly bytes: Uint8Array,
    readonly what: string,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get length(): number {
    return this.bytes.length;
  }

  u16(at: number): number {
    return this.#view.getUint16(at, true);
  }

  u32(at: number): number {
    return this.#view.getUint32(at, true);
  }

  /** Beyond 2⁵³ the number is rounded, but then it is longer than any file as well. */
  u64(at: number): number {
    return this.u32(at + 4) * 2 ** 32 + this.u32(at);
  }

  /** Whether a record with this signature and at least so many bytes stands there. */
  has(signature: number, at: number, length: number): boolean {
    return at >= 0 && at + length <= this.length && this.u32(at) === signature;
  }

  fail(problem: string): never {
    throw new FormatError(`${this.what}: ${problem}.`);
  }
}

function findDirectory(file: ZipFile): Directory {
  const at = findEnd(file);
  const [disk, count, size, begin] = [
    file.u16(at + 4),
    file.u16(at + 10),
    file.u32(at + 12),
    file.u32(at + 16),
  ];
  const whole = file.has(LOCATOR_64, at - 20, 20)
    ? readEnd64(file, at - 20)
    : { begin, end: begin + size, count, limit: at, disk };
  if (whole.disk !== 0) file.fail('the zip is one part of several; put them together first');
  if (whole.end !== whole.limit || whole.count * 46 > whole.end - whole.begin) {
    file.fail(
      `the zip's directory of ${whole.count} entries should stand at bytes ${whole.begin} to ${whole.end}, and the end ` +
        `record right behind it, at byte ${whole.limit}; the file is damaged`,
    );
  }
  return whole;
}

/** A zip ends with a record of 22 bytes and a comment that may be 65,535 bytes long. */
function findEnd(file: ZipFile): number {
  const first = Math.max(0, file.length - 22 - FULL_16);
  for (let at = file.length - 22; at >= first; at--) {
    if (file.has(END, at, 22) && at + 22 + file.u16(at + 20) === file.length) return at;
  }
  return file.fail('the zip has no end record; the file is cut off, so get it again');
}

function readEnd64(file: ZipFile, locator: number): Directory & { limit: number; disk: number } {
  const at = file.u64(locator + 8);
  if (at + 56 > locator || !file.has(END_64, at, 56)) {
    file.fail(`the zip's 64-bit end record should stand at byte ${at}, but does not; the file is damaged`);
  }
  const [disk, count, size, begin] = [
    file.u32(at + 16),
    file.u64(at + 32),
    file.u64(at + 40),
    file.u64(at + 48),
  ];
  return { begin, end: begin + size, count, limit: at, disk };
}

function readDirectory(file: ZipFile, { begin, end, count }: Directory): Listed[] {
  const entries: Listed[] = [];
  const names = new Set<string>();
  let at = begin;
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || !file.has(LISTED, at, 46)) {
      file.fail(`the zip's directory says nothing of entry ${i} at byte ${at}; the file is damaged`);
    }
    const next = at + 46 + file.u16(at + 28) + file.u16(at + 30) + file.u16(at + 32);
    if (next > end) file.fail(`entry ${i} goes on behind the zip's directory; the file is damaged`);
    const entry = readListed(file, at);
    if (names.has(entry.name)) file.fail(`the zip holds two entries by the name ${quote(entry.name)}`);
    names.add(entry.name);
    entries.push(entry);
    at = next;
  }
  if (at !== end) file.fail(`the zip's directory goes on behind its ${count} entries; the file is damaged`);
  return entries;
}

function readListed(file: ZipFile, at: number): Listed {
  const nameEnd = at + 46 + file.u16(at + 28);
  const name = decodeUtf8(
    file.bytes.subarray(at + 46, nameEnd),
    `${file.what}: the name at byte ${at + 46} of the zip`,
  );
  const wide = findExtra64(file, nameEnd, nameEnd + file.u16(at + 30));
  // the zip64 field holds only the numbers that did not fit, in this order
  const number = (field: number): number => {
    const value = file.u32(at + field);
    if (value !== FULL_32) return value;
    if (!wide || wide.at + 8 > wide.end) {
      file.fail(`entry ${quote(name)} lacks a 64-bit number that the zip's directory promises`);
    }
    wide.at += 8;
    return file.u64(wide.at - 8);
  };
  const [size, packed, header] = [number(24), number(20), number(42)];
  const [flags, method, crc] = [file.u16(at + 8), file.u16(at + 10), file.u32(at + 16)];
  if (method === STORED && packed !== size) {
    file.fail(`entry ${quote(name)} is stored as it is, but says that its ${packed} bytes become ${size}`);
  }
  return { name, flags, method, crc, packed, size, header };
}

function findExtra64(file: ZipFile, begin: number, end: number): { at: number; end: number } | undefined {
  for (let at = begin; at + 4 <= end;) {
    const next = at + 4 + file.u16(at + 2);
    if (file.u16(at) === 1) return { at: at + 4, end: Math.min(next, end) };
    at = next;
  }
  return undefined;
}

/** Where each entry's bytes begin, after making sure that none belongs to two entries, or to one and the directory. */
function locate(file: ZipFile, entries: readonly Listed[], directory: number): number[] {
  const begins = entries.map((entry) => locateEntry(file, entry));
  const order = entries.map((_, i) => i).sort((a, b) => entries[a]!.header - entries[b]!.header);
  order.forEach((i, position) => {
    const after = entries[order[position + 1]!];
    if (begins[i]! + entries[i]!.packed <= (after?.header ?? directory)) return;
    file.fail(
      `entry ${quote(entries[i]!.name)} of the zip overlaps ${after ? `entry ${quote(after.name)}` : 'the directory'}; ` +
        `the file is damaged, or made to deceive`,
    );
  });
  return begins;
}

function locateEntry(file: ZipFile, { name, packed, header }: Listed): number {
  if (!file.has(LOCAL, header, 30)) {
    file.fail(
      `entry ${quote(name)} should stand at byte ${header} of the zip, but does not; the file is damaged`,
    );
  }
  const nameEnd = header + 30 + file.u16(header + 26);
  const begin = nameEnd + file.u16(header + 28);
  if (begin + packed > file.length) {
    file.fail(`entry ${quote(name)} ends behind the file, which has ${file.length} bytes; it is cut off`);
  }
  const again = file.bytes.subarray(header + 30, nameEnd);
  const expected = encodeUtf8(name);
  if (again.length !== expected.length || again.some((byte, i) => byte !== expected[i])) {
    file.fail(`entry ${quote(name)} has another name at byte ${header} of the zip than in its directory`);
  }
  return begin;
}

function readEntry(file: ZipFile, entry: Listed, begin: number, checksums: boolean): Uint8Array {
  const { name, flags, method, crc, packed, size } = entry;
  if (flags & ENCRYPTED)
    file.fail(`entry ${quote(name)} is encrypted; unpack the file where its password is known`);
  if (method !== STORED && method !== DEFLATED) {
    file.fail(
      `entry ${quote(name)} is packed by method ${method}, but only stored and deflated ones can be read; ` +
        `pack the file again without compression`,
    );
  }
  const stored = file.bytes.subarray(begin, begin + packed);
  const data = method === STORED ? stored : inflate(file, stored, name, size);
  // a checksum of 0 is what writers leave there that compute none
  if (checksums && crc !== 0 && crc32(data) !== crc) {
    file.fail(
      `the checksum of entry ${quote(name)} does not fit its bytes; the file is damaged, so get it again`,
    );
  }
  return data;
}

function inflate(file: ZipFile, packed: Uint8Array, name: string, size: number): Uint8Array {
  const fail = (problem: string): never => file.fail(`entry ${quote(name)} ${problem}; the file is damaged`);
  // a byte of deflate can stand for 1032 at most
  if (size > packed.length * 1032) fail(`says that its ${packed.length} bytes become ${size}`);
  const data = new Uint8Array(size);
  let filled = 0;
  const stream = new Inflate((chunk) => {
    if (filled + chunk.length > size) fail(`becomes more than the ${size} bytes that it says`);
    data.set(chunk, filled);
    filled += chunk.length;
  });
  try {
    for (let at = 0; at < packed.length; at += CHUNK) {
      stream.push(packed.subarray(at, at + CHUNK), at + CHUNK >= packed.length);
    }
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    fail(`cannot be unpacked (${cause instanceof Error ? cause.message : String(cause)})`);
  }
  if (filled !== size) fail(`becomes ${filled} bytes instead of the ${size} that it says`);
  return data;
}
