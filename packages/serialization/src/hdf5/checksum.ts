import type { Section } from './bytes.js';

/**
 * Bob Jenkins' lookup3 (2006), with which HDF5's newer structures end.
 *
 * @returns an unsigned number of 32 bits.
 */
export function lookup3(bytes: Uint8Array): number {
  let a = (0xdeadbeef + bytes.length) | 0;
  let b = a;
  let c = a;
  const word = (at: number): number =>
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24);
  let at = 0;
  for (; bytes.length - at > 12; at += 12) {
    a = (a + word(at)) | 0;
    b = (b + word(at + 4)) | 0;
    c = (c + word(at + 8)) | 0;
    a = ((a - c) ^ rotate(c, 4)) | 0;
    c = (c + b) | 0;
    b = ((b - a) ^ rotate(a, 6)) | 0;
    a = (a + c) | 0;
    c = ((c - b) ^ rotate(b, 8)) | 0;
    b = (b + a) | 0;
    a = ((a - c) ^ rotate(c, 16)) | 0;
    c = (c + b) | 0;
    b = ((b - a) ^ rotate(a, 19)) | 0;
    a = (a + c) | 0;
    c = ((c - b) ^ rotate(b, 4)) | 0;
    b = (b + a) | 0;
  }
  if (bytes.length === at) return c >>> 0;
  a = (a + word(at)) | 0;
  b = (b + word(at + 4)) | 0;
  c = (c + word(at + 8)) | 0;
  c = ((c ^ b) - rotate(b, 14)) | 0;
  a = ((a ^ c) - rotate(c, 11)) | 0;
  b = ((b ^ a) - rotate(a, 25)) | 0;
  c = ((c ^ b) - rotate(b, 16)) | 0;
  a = ((a ^ c) - rotate(c, 4)) | 0;
  b = ((b ^ a) - rotate(a, 14)) | 0;
  c = ((c ^ b) - rotate(b, 24)) | 0;
  return c >>> 0;
}

const rotate = (x: number, bits: number): number => (x << bits) | (x >>> (32 - bits));

/** Reads the checksum that comes next, and fails unless it is that of the bytes from `begin` to here. */
export function checkSum(section: Section, begin: number): void {
  const { bytes } = section.file;
  const expected = lookup3(bytes.subarray(begin, section.position));
  if (section.u32() !== expected) section.fail('does not match its checksum');
}

/** The same for a checksum that stands among what it is of, and counts as zeros there. */
export function checkInnerSum(section: Section): void {
  const bytes = section.file.bytes.slice(section.begin, section.end);
  const at = section.position - section.begin;
  bytes.fill(0, at, at + 4);
  if (section.u32() !== lookup3(bytes)) section.fail('does not match its checksum');
}
