import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importTfjs } from '../../src/tfjs/index.js';
import { byteChanges, withBytes, withWords, wordChanges } from '../keras/mutate.js';
import { checkOutcome } from '../keras/sound.js';

const file = (name: string): Buffer => readFileSync(new URL(`files/${name}`, import.meta.url));
const models = [
  {
    text: file('born.json').toString(),
    bytes: Buffer.concat(['born-shard1of2.bin', 'born-shard2of2.bin'].map(file)),
  },
  { text: file('converted.json').toString(), bytes: file('converted-shard1of1.bin') },
];
const runs = Number(process.env['FUZZ_RUNS'] ?? 1);
const counts = { read: 0, refused: 0 };

describe('a mutated model of TensorFlow.js ends in layers or a FormatError', { timeout: 600_000 }, () => {
  const checkAll = <T>(
    count: number,
    values: fc.Arbitrary<T>,
    run: (value: T) => ReturnType<typeof checkOutcome>,
  ): void =>
    fc.assert(
      fc.property(values, (value) => {
        counts[run(value)]++;
      }),
      { seed: 20260407, numRuns: count * runs },
    );
  const model = fc.constantFrom(...models);

  it('whose model.json says other things', () => {
    checkAll(1500, fc.tuple(model, wordChanges), ([{ text, bytes }, changes]) =>
      checkOutcome(() => importTfjs(withWords(text, changes), bytes, { split: 'all' })),
    );
    expect(counts.read).toBeGreaterThan(150);
    expect(counts.refused).toBeGreaterThan(150);
  });

  it('whose model.json has bytes changed', () => {
    checkAll(500, fc.tuple(model, byteChanges), ([{ text, bytes }, changes]) => {
      const changed = new TextDecoder().decode(withBytes(Buffer.from(text), changes));
      return checkOutcome(() => importTfjs(changed, bytes));
    });
  });

  it('whose model.json was parsed by somebody else', () => {
    checkAll(500, fc.tuple(model, fc.jsonValue(), fc.nat(3)), ([{ text, bytes }, value, place]) => {
      const json = JSON.parse(text) as Record<string, unknown>;
      const key = ['modelTopology', 'weightsManifest', 'format', 'extra'][place]!;
      return checkOutcome(() => importTfjs({ ...json, [key]: value }, bytes));
    });
  });

  it('whose weights are others, more or fewer', () => {
    checkAll(
      300,
      fc.tuple(model, byteChanges, fc.integer({ min: -5, max: 5 })),
      ([{ text, bytes }, changes, more]) => {
        const changed = withBytes(bytes, changes);
        const sized = more < 0 ? changed.subarray(0, more) : Buffer.concat([changed, Buffer.alloc(more)]);
        return checkOutcome(() => importTfjs(text, sized));
      },
    );
    process.stdout.write(`TensorFlow.js: ${counts.read} inputs read, ${counts.refused} refused\n`);
  });
});
