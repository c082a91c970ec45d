import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importKeras } from '../../src/keras/index.js';
import { readZip, writeZip } from '../../src/zip.js';
import { byteChanges, withBytes, withWords, wordChanges } from './mutate.js';
import { checkOutcome } from './sound.js';

const own = (name: string): Uint8Array => readFileSync(new URL(`files/${name}`, import.meta.url));
const golden = (name: string): Uint8Array =>
  readFileSync(new URL(`../../../../golden/keras/${name}`, import.meta.url));

const archives = [
  golden('lstm_stack.keras'),
  ...['keras3-cells.keras', 'keras3-graph.keras', 'tf213.keras'].map(own),
];
const files = [
  golden('gru_before.keras2.h5'),
  golden('lstm_stack.h5'),
  golden('lstm_stack.weights.h5'),
  ...['tf2-bidirectional.h5', 'keras21-cudnn.h5', 'tf2-nested.h5', 'keras3-cells.weights.h5'].map(own),
];
const entriesOf = (archive: Uint8Array): { name: string; data: Uint8Array }[] =>
  [...readZip(archive, { what: 'test' }).values()].map((entry) => ({ name: entry.name, data: entry.read() }));

const runs = Number(process.env['FUZZ_RUNS'] ?? 1);
const counts = { read: 0, refused: 0 };
const check = (bytes: Uint8Array): void => {
  counts[checkOutcome(() => importKeras(bytes, { split: 'all' }))]++;
};

describe('a mutated file of Keras ends in layers or a FormatError', { timeout: 600_000 }, () => {
  const checkAll = <T>(count: number, values: fc.Arbitrary<T>, run: (value: T) => void): void =>
    fc.assert(fc.property(values, run), { seed: 20260406, numRuns: count * runs });

  it('HDF5 with bytes changed', () => {
    checkAll(600, fc.tuple(fc.constantFrom(...files), byteChanges), ([file, changes]) =>
      check(withBytes(file, changes)),
    );
    expect(counts.read).toBeGreaterThan(50);
  });

  it('an archive with bytes changed', () => {
    checkAll(300, fc.tuple(fc.constantFrom(...archives), byteChanges), ([file, changes]) =>
      check(withBytes(file, changes)),
    );
  });

  it('an archive whose weights have bytes changed', () => {
    checkAll(300, fc.tuple(fc.constantFrom(...archives), byteChanges), ([archive, changes]) =>
      check(
        writeZip(
          entriesOf(archive).map(({ name, data }) => ({
            name,
            data: name.endsWith('.h5') ? withBytes(data, changes) : data,
          })),
        ),
      ),
    );
  });

  it('an archive whose configuration says other things', () => {
    const before = { ...counts };
    checkAll(900, fc.tuple(fc.constantFrom(...archives), wordChanges), ([archive, changes]) =>
      check(
        writeZip(
          entriesOf(archive).map(({ name, data }) => ({
            name,
            data: name.endsWith('.json')
              ? new TextEncoder().encode(withWords(new TextDecoder().decode(data), changes))
              : data,
          })),
        ),
      ),
    );
    expect(counts.read - before.read).toBeGreaterThan(200);
    expect(counts.refused - before.refused).toBeGreaterThan(100);
  });

  it('cut off anywhere', () => {
    checkAll(
      200,
      fc.tuple(fc.constantFrom(...files, ...archives), fc.double({ min: 0, max: 0.9999, noNaN: true })),
      ([file, part]) => {
        const outcome = checkOutcome(() => importKeras(file.subarray(0, Math.floor(part * file.length))));
        expect(outcome).toBe('refused');
        counts.refused++;
      },
    );
  });

  it('of any bytes', () => {
    checkAll(200, fc.uint8Array({ maxLength: 300 }), check);
    process.stdout.write(`Keras: ${counts.read} inputs read, ${counts.refused} refused\n`);
  });
});
