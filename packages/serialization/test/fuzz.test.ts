import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatError, loadCheckpoint, readSafetensors, saveCheckpoint } from '../src/index.js';
import { tensor } from '@sluice/math';
import { fileOf } from './file-of.js';
import { readNaively } from './naive-reader.js';

const header = {
  __metadata__: { format: 'pt' },
  a: { dtype: 'F32', shape: [2, 2], data_offsets: [0, 16] },
  'ä.b': { dtype: 'I64', shape: [1], data_offsets: [16, 24] },
  c: { dtype: 'U8', shape: [3, 1], data_offsets: [24, 27] },
  d: { dtype: 'I16', shape: [], data_offsets: [27, 29] },
  e: { dtype: 'BOOL', shape: [0], data_offsets: [29, 29] },
};
const data = Uint8Array.from({ length: 29 }, (_, i) => (i >= 18 && i < 24 ? 0 : (i * 37) % 256));
const original = fileOf(header, data);
const replayable = { seed: 20260101, numRuns: 4000 };

/** A right answer, or a FormatError: nothing else may come of any bytes. */
function checkOutcome(bytes: Uint8Array): 'read' | 'refused' {
  let result: ReturnType<typeof readSafetensors>;
  try {
    result = readSafetensors(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
    return 'refused';
  }
  const expected = readNaively(bytes);
  expect(Object.keys(result.tensors)).toEqual(Object.keys(expected));
  for (const [name, { shape, data }] of Object.entries(expected)) {
    expect(result.tensors[name]!.shape).toEqual(shape);
    expect([...result.tensors[name]!.data]).toEqual(data);
  }
  return 'read';
}

/** How often each outcome came, so that a run in which nothing is ever read cannot pass for a good one. */
const counts = (): Record<'read' | 'refused', number> => ({ read: 0, refused: 0 });

describe('mutated safetensors files', { timeout: 60_000 }, () => {
  it('with bytes changed', () => {
    const seen = counts();
    const place = fc.nat(original.length - 1);
    const changes = fc.array(fc.tuple(place, fc.nat(255)), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(changes, (list) => {
        const bytes = original.slice();
        for (const [at, byte] of list) bytes[at] = byte;
        seen[checkOutcome(bytes)]++;
      }),
      replayable,
    );
    expect(seen.read).toBeGreaterThan(100);
    expect(seen.refused).toBeGreaterThan(1000);
  });

  it('with single bits flipped, all of them', () => {
    const seen = counts();
    for (let bit = 0; bit < original.length * 8; bit++) {
      const bytes = original.slice();
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      seen[checkOutcome(bytes)]++;
    }
    expect(seen.read).toBeGreaterThan(100);
    expect(seen.refused).toBeGreaterThan(1000);
  });

  it('cut off at every byte', () => {
    for (let length = 0; length < original.length; length++) {
      expect(checkOutcome(original.subarray(0, length)), `${length} bytes`).toBe('refused');
    }
    expect(checkOutcome(original)).toBe('read');
  });

  it('with a piece cut out, doubled or put in', () => {
    const piece = fc.tuple(fc.nat(original.length), fc.nat(20), fc.uint8Array({ maxLength: 20 }));
    fc.assert(
      fc.property(piece, ([at, skip, inserted]) => {
        checkOutcome(Uint8Array.from([...original.slice(0, at), ...inserted, ...original.slice(at + skip)]));
        checkOutcome(Uint8Array.from([...original.slice(0, at + skip), ...original.slice(at)]));
      }),
      replayable,
    );
  });

  it('with another header length', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.bigInt({ min: 0n, max: 500n })),
        (length) => {
          checkOutcome(fileOf(header, data, length));
        },
      ),
      replayable,
    );
  });

  it('with other numbers and words in a header that is JSON', () => {
    const seen = counts();
    const tokens = JSON.stringify(header).match(/"[^"]*"|\d+|[[\]{},:]/g)!;
    const replacements = (
      '0 1 2 4 8 16 24 27 -1 1e3 9007199254740991 99999999999999999999 ' +
      '"F32" "U8" "I8" "I16" "__proto__" "a" "x" "shape" null [] {} [ ] , :'
    ).split(' ');
    const change = fc.tuple(fc.nat(tokens.length - 1), fc.constantFrom(...replacements));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 2 }), (list) => {
        const mutated = tokens.slice();
        for (const [at, token] of list) mutated[at] = token;
        seen[checkOutcome(fileOf(mutated.join(''), data))]++;
      }),
      replayable,
    );
    expect(seen.read).toBeGreaterThan(50);
    expect(seen.refused).toBeGreaterThan(1000);
  });

  it('that are random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        checkOutcome(bytes);
      }),
      replayable,
    );
  });
});

describe('mutated checkpoints', { timeout: 60_000 }, () => {
  const checkpoint = saveCheckpoint({
    version: 1,
    parameters: { wx: tensor([1, 2]) },
    optimizer: { 'm/wx': tensor([3, 4]) },
    state: { h: tensor([5]) },
    data: { step: 3, vocabulary: ['a', 'ä', '"'], best: null },
  });

  it('end in a checkpoint or a FormatError', () => {
    const place = fc.nat(checkpoint.length - 1);
    const seen = counts();
    fc.assert(
      fc.property(fc.array(fc.tuple(place, fc.nat(255)), { minLength: 1, maxLength: 3 }), (list) => {
        const bytes = checkpoint.slice();
        for (const [at, byte] of list) bytes[at] = byte;
        try {
          const loaded = loadCheckpoint(bytes);
          expect(Object.keys(loaded)).toEqual(['version', 'parameters', 'optimizer', 'state', 'data']);
          seen.read++;
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
          seen.refused++;
        }
      }),
      replayable,
    );
    expect(seen.read).toBeGreaterThan(100);
    expect(seen.refused).toBeGreaterThan(1000);
  });
});
