import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkOutcome } from './read-all.js';

const names = [
  'plain',
  'latest',
  'ordered',
  'many',
  'many-latest',
  'attributes',
  'chunks',
  'chunks-latest',
  'types',
];
const files = names.map((name) => {
  const original = readFileSync(new URL(`files/${name}.h5`, import.meta.url));
  const places = [...original.keys()];
  return {
    original,
    /** Where structures are, in between which files are full of zeros. */
    used: places.filter((at) => original[at] !== 0),
    /** Where an address may stand: eight bytes that are a place in the file. */
    addresses: places.filter((at) => {
      if (at + 8 > original.length || original[at] === 0) return false;
      const value = original.readBigUInt64LE(at);
      return value >= 48n && value < BigInt(original.length);
    }),
  };
});
const longer = Number(process.env['FUZZ_RUNS'] ?? 1);

/** Numbers that are lengths, counts and addresses where something is, or where nothing is. */
const words = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.bigInt({ min: 0n, max: 40_000n }),
  fc.constantFrom(0n, 1n, 2n ** 64n - 1n, 2n ** 63n, 2n ** 32n, 2n ** 31n, 2n ** 24n, 0xffffn),
);

/** The fuzz tests, which run with checksums compared, and without, so that what lies behind them is reached too. */
export function fuzz(readsAtLeast: number): void {
  const counts = { read: 0, refused: 0 };
  const checkAll = <T>(
    runs: number,
    change: fc.Arbitrary<T>,
    apply: (bytes: Buffer, change: T, file: (typeof files)[number]) => Uint8Array,
  ): void =>
    fc.assert(
      fc.property(fc.constantFrom(...files), change, (file, values) => {
        counts[checkOutcome(apply(Buffer.from(file.original), values, file))]++;
      }),
      { seed: 20260401, numRuns: runs * longer },
    );
  const place = fc.nat(40_000);

  it('ends in an answer or a FormatError, with bytes changed', () => {
    checkAll(
      600,
      fc.array(fc.tuple(place, fc.nat(255)), { minLength: 1, maxLength: 4 }),
      (bytes, changes) => {
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        return bytes;
      },
    );
  });

  it('and with the bytes of structures changed, which stand where there are no zeros', () => {
    checkAll(
      1500,
      fc.array(fc.tuple(place, fc.nat(255)), { minLength: 1, maxLength: 3 }),
      (bytes, changes, { used }) => {
        for (const [at, byte] of changes) bytes[used[at % used.length]!] = byte;
        return bytes;
      },
    );
  });

  it('and with numbers of eight bytes changed', () => {
    checkAll(400, fc.array(fc.tuple(place, words), { minLength: 1, maxLength: 3 }), (bytes, changes) => {
      for (const [at, word] of changes) bytes.writeBigUInt64LE(word, (at * 4) % (bytes.length - 8));
      return bytes;
    });
  });

  it('and with an address put in the place of another', () => {
    checkAll(
      1500,
      fc.array(fc.tuple(place, place), { minLength: 1, maxLength: 3 }),
      (bytes, changes, { addresses }) => {
        for (const [from, to] of changes) {
          const value = bytes.readBigUInt64LE(addresses[from % addresses.length]);
          bytes.writeBigUInt64LE(value, addresses[to % addresses.length]);
        }
        return bytes;
      },
    );
  });

  it('and cut off, doubled in part, or with a piece missing', () => {
    checkAll(300, fc.tuple(place, place, fc.nat(2)), (bytes, [at, length, kind]) => {
      const [begin, end] = [at % bytes.length, (at % bytes.length) + (length % 64)];
      if (kind === 0) return bytes.subarray(0, begin);
      if (kind === 1) return Buffer.concat([bytes.subarray(0, end), bytes.subarray(begin)]);
      return Buffer.concat([bytes.subarray(0, begin), bytes.subarray(end)]);
    });
  });

  it('of which some are read and some refused', () => {
    process.stdout.write(`HDF5: ${counts.read} inputs read, ${counts.refused} refused\n`);
    expect(counts.read).toBeGreaterThan(readsAtLeast);
    expect(counts.refused).toBeGreaterThan(500);
  });
}
