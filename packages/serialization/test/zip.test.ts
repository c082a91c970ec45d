import * as fc from 'fast-check';
import { zipSync } from 'fflate';
import { readFileSync } from 'node:fs';
import { crc32 as zlibCrc32, deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ArgumentError } from '@sluice/math';
import { FormatError } from '../src/index.js';
import { readZip, writeZip, type ReadZipOptions } from '../src/zip.js';

const read = (bytes: Uint8Array, options: Partial<ReadZipOptions> = {}): Record<string, Uint8Array> =>
  Object.fromEntries(
    [...readZip(bytes, { what: 'zip', ...options })].map(([name, entry]) => [name, entry.read()]),
  );
const text = (characters: string): Uint8Array => new TextEncoder().encode(characters);
const random = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * i * 31 + i) >> 3);

/** One entry of a zip that is put together by hand; what is not given is as it should be. */
interface Part {
  name: string;
  data: Uint8Array;
  localName?: string;
  method?: number;
  flags?: number;
  size?: number;
  packed?: number;
  crc?: number;
  header?: number;
  wide?: boolean;
}

/** A zip put together by hand, with whatever is said about its entries; `wide` puts numbers into 64-bit records. */
function handMade(parts: Part[], { wide = false, comment = '', count = parts.length } = {}): Uint8Array {
  const u16 = (...values: number[]): number[] => values.flatMap((v) => [v & 255, (v >> 8) & 255]);
  const u32 = (...values: number[]): number[] => values.flatMap((v) => u16(v & 0xffff, v >>> 16));
  const u64 = (...values: number[]): number[] =>
    values.flatMap((v) => u32(v % 2 ** 32, Math.floor(v / 2 ** 32)));
  const body: number[] = [];
  const directory: number[] = [];
  for (const part of parts) {
    const { name, data, method = 0, flags = 0 } = part;
    const { localName = name, packed = data.length, size = packed, header = body.length } = part;
    const crc = part.crc ?? zlibCrc32(data);
    const full = 2 ** 32 - 1;
    body.push(...u32(0x04034b50), ...u16(20, flags, method, 0, 0), ...u32(crc, packed, size));
    body.push(...u16(localName.length, 0), ...text(localName));
    for (const byte of data) body.push(byte);
    const extra = part.wide ? [...u16(1, 24), ...u64(size, packed, header)] : [];
    const narrow = part.wide ? u32(full, full) : u32(packed, size);
    directory.push(...u32(0x02014b50), ...u16(20, 20, flags, method, 0, 0), ...u32(crc), ...narrow);
    directory.push(...u16(name.length, extra.length, 0, 0, 0), ...u32(0, part.wide ? full : header));
    directory.push(...text(name), ...extra);
  }
  const end: number[] = [];
  if (wide) {
    end.push(...u32(0x06064b50), ...u64(44), ...u16(45, 45), ...u32(0, 0));
    end.push(...u64(count, count, directory.length, body.length));
    end.push(...u32(0x07064b50, 0), ...u64(body.length + directory.length), ...u32(1));
  }
  const narrow = wide ? [...u16(0xffff, 0xffff), ...u32(2 ** 32 - 1, 2 ** 32 - 1)] : undefined;
  end.push(...u32(0x06054b50), ...u16(0, 0));
  end.push(...(narrow ?? [...u16(count, count), ...u32(directory.length, body.length)]));
  end.push(...u16(comment.length), ...text(comment));
  return Uint8Array.from([...body, ...directory, ...end]);
}

const two = [
  { name: 'a', data: text('first') },
  { name: 'b', data: text('second') },
];

describe('reading a zip', () => {
  it('reads the files of PyTorch, which have 64-bit records and descriptors behind the data', () => {
    const file = new URL('../../../golden/torch/gru_1l/weights.pt', import.meta.url);
    const entries = read(readFileSync(file));
    expect(Object.keys(entries).sort()).toEqual(
      ['data.pkl', 'data/0', 'data/1', 'data/2', 'data/3', 'version'].map((name) => `weights/${name}`),
    );
    expect(entries['weights/version']).toEqual(text('3\n'));
    expect(entries['weights/data/2']).toHaveLength(48);
  });

  it.each([0, 1, 9] as const)('reads what fflate packs at level %i', (level) => {
    const files = { 'a.txt': text('x'.repeat(100_000)), 'dir/b': random(70_000), empty: text('') };
    expect(read(zipSync(files, { level }))).toEqual(files);
  });

  it('reads what was put together by hand, plain and with 64-bit numbers and a comment', () => {
    const expected = { a: text('first'), b: text('second') };
    expect(read(handMade(two))).toEqual(expected);
    expect(read(handMade(two, { comment: 'PK\u0005\u0006 and so on' }))).toEqual(expected);
    const wide = two.map((part) => ({ ...part, wide: true }));
    expect(read(handMade(wide, { wide: true }))).toEqual(expected);
  });

  it('reads the bytes of a deflated entry only when asked, and of a stored one as they stand', () => {
    const bytes = handMade([two[0]!, { name: 'bad', data: text('no deflate'), method: 8, size: 20 }]);
    const entries = readZip(bytes, { what: 'zip' });
    expect(entries.get('a')!.read().buffer).toBe(bytes.buffer);
    expect(() => entries.get('bad')!.read()).toThrow(FormatError);
  });

  it('takes names that are dangerous elsewhere', () => {
    const names = ['__proto__', 'constructor', '../../etc', ''];
    const entries = readZip(writeZip(names.map((name) => ({ name, data: text(name) }))), { what: 'zip' });
    expect([...entries.keys()]).toEqual(names);
    expect(entries.get('__proto__')!.read()).toEqual(text('__proto__'));
  });

  it('reads where no checksum was made', () => {
    expect(read(handMade([{ ...two[0]!, crc: 0 }]))).toEqual({ a: text('first') });
    expect(read(handMade([{ ...two[0]!, crc: 7 }]), { checksums: false })).toEqual({ a: text('first') });
  });

  it.each([
    ['nothing at all', new Uint8Array(), /zip: the zip has no end record/],
    ['a file cut off', handMade(two).subarray(0, -1), /cut off/],
    ['two entries of one name', handMade([two[0]!, two[0]!]), /two entries by the name "a"/],
    ['a wrong checksum', handMade([{ ...two[0]!, crc: 7 }]), /checksum of entry "a"/],
    ['an encrypted entry', handMade([{ ...two[0]!, flags: 1 }]), /entry "a" is encrypted/],
    ['another method', handMade([{ ...two[0]!, method: 12 }]), /"a" is packed by method 12/],
    ['an entry without end', handMade([{ ...two[0]!, packed: 5000 }]), /"a" ends behind the file/],
    ['a header elsewhere', handMade([{ ...two[0]!, header: 3 }]), /"a" should stand at byte 3/],
    ['a header nowhere', handMade([{ ...two[0]!, header: 2 ** 31 }]), /should stand at byte 2147483648/],
    ['another name before the data', handMade([{ ...two[0]!, localName: 'c' }]), /another name at byte 0/],
    [
      'one entry in another',
      handMade([{ ...two[0]!, packed: 20 }, two[1]!]),
      /"a" of the zip overlaps entry "b"/,
    ],
    [
      'an entry in the directory',
      handMade([{ ...two[0]!, packed: 9 }]),
      /"a" of the zip overlaps the directory/,
    ],
    [
      'one entry listed as two',
      handMade([two[0]!, { ...two[1]!, name: 'a2', localName: 'b', header: 0 }]),
      /name at byte 0/,
    ],
    ['sizes that differ', handMade([{ ...two[0]!, size: 9 }]), /its 5 bytes become 9/],
    ['more entries than fit', handMade(two, { count: 60_000 }), /right behind it/],
    [
      'more entries than there are',
      handMade([{ name: 'a'.repeat(99), data: text('') }], { count: 2 }),
      /says nothing of entry 1/,
    ],
    ['fewer entries than there are', handMade(two, { count: 1 }), /goes on behind its 1 entries/],
    ['a name that is no UTF-8', changed(handMade(two), 30, 0xff), /another name/],
    ['lengths of 2⁶⁴', handMade([{ ...two[0]!, packed: 2 ** 63, wide: true }]), /"a" ends behind the file/],
    ['a directory at 2⁶³', changed(handMade(two, { wide: true }), -43, 0x80), /right behind it/],
  ])('refuses %s', (_, bytes, message) => {
    const attempt = (): unknown => read(bytes);
    expect(attempt).toThrow(FormatError);
    expect(attempt).toThrow(message);
  });
});

describe('zip bombs', () => {
  const zeros = new Uint8Array(2 ** 27);
  const packed = deflateRawSync(zeros);
  const bomb = { name: 'a', data: packed, method: 8, crc: zlibCrc32(zeros) };

  it('are refused by what they say', () => {
    const honest = handMade([{ ...bomb, size: zeros.length }]);
    expect(() => read(honest)).toThrow(/become 128.0 MB, more than the 64.0 MB that are allowed/);
    const unpacked = read(honest, { limit: zeros.length })['a']!;
    expect(unpacked).toHaveLength(zeros.length);
  });

  it('are refused when all entries together are one', () => {
    const parts = ['a', 'b', 'c'].map((name) => ({ ...bomb, name, size: 2 ** 25 }));
    expect(() => read(handMade(parts))).toThrow(/become 96.0 MB/);
  });

  it('are refused as soon as more comes than they say', () => {
    expect(() => read(handMade([{ ...bomb, size: 1000 }]))).toThrow(/"a" becomes more than the 1000 bytes/);
    const sayMore = handMade([{ ...bomb, size: packed.length * 1033 }]);
    expect(() => read(sayMore, { limit: Infinity })).toThrow(/"a" says that its/);
    const sayLittleMore = handMade([{ ...bomb, size: zeros.length + 1 }]);
    expect(() => read(sayLittleMore, { limit: Infinity })).toThrow(/instead of the 134217729/);
  });
});

describe('writing a zip', () => {
  const entry = fc.tuple(fc.string({ unit: 'grapheme' }), fc.uint8Array({ maxLength: 200 }));
  const entries = fc.uniqueArray(entry, { maxLength: 8, selector: ([name]) => name });

  it('gives what is read again, with the data aligned', () => {
    fc.assert(
      fc.property(entries, fc.constantFrom(1, 2, 3, 4, 5, 64, 4096), (list, align) => {
        const files = list.map(([name, data]) => ({ name, data }));
        const again = readZip(writeZip(files, { align }), { what: 'zip' });
        expect([...again.keys()]).toEqual(files.map(({ name }) => name));
        for (const { name, data } of files) {
          const bytes = again.get(name)!.read();
          expect(bytes).toEqual(data);
          expect(bytes.byteOffset % align).toBe(0);
        }
      }),
      { seed: 20260101, numRuns: 300 },
    );
  });

  it('gives the same bytes every time', () => {
    const files = [{ name: 'a', data: random(100) }];
    expect(writeZip(files)).toEqual(writeZip(files));
  });

  it('refuses a name that comes twice', () => {
    expect(() => writeZip([two[0]!, two[0]!])).toThrow(ArgumentError);
  });
});

/** The bytes with one changed; a negative place counts from the end. */
function changed(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const copy = bytes.slice();
  copy[at < 0 ? bytes.length + at : at] = value;
  return copy;
}

describe('mutated zips', { timeout: 60_000 }, () => {
  const times = Number(process.env['FUZZ_RUNS'] ?? 1);
  const files = { 'a.json': text('{"key": "value"}'.repeat(20)), b: random(300), empty: text('') };
  const original = zipSync(files, { level: 9 });

  it('end in what was packed, or in a FormatError', () => {
    const seen = { read: 0, refused: 0 };
    const change = fc.tuple(fc.nat(original.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), fc.nat(20), (changes, cut) => {
        const bytes = original.slice(0, cut === 0 ? -1 : original.length);
        for (const [at, byte] of changes) bytes[at] = byte;
        try {
          // the checksums guard the bytes, but not what a name is
          expect(Object.values(read(bytes))).toEqual(Object.values(files));
          seen.read++;
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
          seen.refused++;
        }
      }),
      { seed: 20260101, numRuns: 4000 * times },
    );
    expect(seen.read).toBeGreaterThan(100);
    expect(seen.refused).toBeGreaterThan(1000);
  });
});
