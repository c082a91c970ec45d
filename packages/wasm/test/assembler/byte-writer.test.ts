import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createByteWriter } from '../../src/assembler/byte-writer.js';

type Write = (writer: ReturnType<typeof createByteWriter>) => void;

function encode(write: Write): number[] {
  const writer = createByteWriter(1);
  write(writer);
  return [...writer.view()];
}

/** LEB128 as the specification defines it, on exact integers. */
function decode(bytes: readonly number[], signed: boolean): bigint {
  let value = 0n;
  bytes.forEach((byte, i) => {
    value |= BigInt(byte & 0x7f) << BigInt(7 * i);
    expect(byte >= 0x80).toBe(i < bytes.length - 1);
  });
  return signed ? BigInt.asIntN(7 * bytes.length, value) : value;
}

describe('LEB128', () => {
  test('an unsigned integer comes back, in as few bytes as hold it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (value) => {
        const bytes = encode((writer) => writer.u32(value));
        expect(decode(bytes, false)).toBe(BigInt(value));
        expect(bytes.length).toBe(Math.max(1, Math.ceil(value.toString(2).length / 7)));
      }),
    );
  });

  test('a signed integer comes back', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), (value) => {
        expect(
          decode(
            encode((writer) => writer.i32(value)),
            true,
          ),
        ).toBe(BigInt(value));
      }),
    );
  });

  // The examples of Wikipedia's article on LEB128, and the edges of one byte.
  test.each([
    [0, [0x00]],
    [63, [0x3f]],
    [64, [0xc0, 0x00]],
    [-1, [0x7f]],
    [-64, [0x40]],
    [-65, [0xbf, 0x7f]],
    [-123456, [0xc0, 0xbb, 0x78]],
    [2 ** 31 - 1, [0xff, 0xff, 0xff, 0xff, 0x07]],
    [-(2 ** 31), [0x80, 0x80, 0x80, 0x80, 0x78]],
  ])('%d is known', (value, bytes) => {
    expect(encode((writer) => writer.i32(value))).toEqual(bytes);
  });

  test('an i32 may be written as an unsigned mask', () => {
    expect(encode((writer) => writer.i32(0xffff_ffff))).toEqual(encode((writer) => writer.i32(-1)));
  });

  test.each<[string, Write]>([
    ['u32', (writer) => writer.u32(-1)],
    ['u32', (writer) => writer.u32(2 ** 32)],
    ['i32', (writer) => writer.i32(1.5)],
    ['i32', (writer) => writer.i32(Number.NaN)],
    ['i32', (writer) => writer.i32(-(2 ** 31) - 1)],
  ])('%s refuses what does not fit', (_, write) => {
    expect(() => encode(write)).toThrow(/Expected an integer from/);
  });
});

test('a name is UTF-8 behind its length', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      const utf8 = [...new TextEncoder().encode(text)];
      const length = encode((writer) => writer.u32(utf8.length));
      expect(encode((writer) => writer.name(text))).toEqual([...length, ...utf8]);
    }),
  );
});

test('half of a surrogate pair becomes the replacement character', () => {
  expect(encode((writer) => writer.name('a\ud800b'))).toEqual([5, 0x61, 0xef, 0xbf, 0xbd, 0x62]);
});

test('a float keeps its bits', () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true }), (value) => {
      const bytes = encode((writer) => writer.f32(value));
      expect(new DataView(new Uint8Array(bytes).buffer).getFloat32(0, true)).toBe(value);
    }),
  );
});
