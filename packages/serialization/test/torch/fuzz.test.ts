import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readZip } from '../../src/zip.js';
import { FormatError, importTorch, readTorch, type TorchFile } from '../../src/torch/index.js';
import { tensorsIn, unpickle, type NaiveTensor } from './naive-reader.js';
import { archiveOf, bytesOf } from './pickles.js';

/** `FUZZ_RUNS=100 npx vitest run fuzz` tries a hundred times as many inputs. */
const times = Number(process.env['FUZZ_RUNS'] ?? 1);
const replayable = { seed: 20260101, numRuns: 1500 * times };
const timeout = 120_000 * times;

// copied, since a slice of a Buffer is no copy
const file = (name: string): Uint8Array =>
  Uint8Array.from(readFileSync(new URL(`files/${name}.pt`, import.meta.url)));
const zip = file('state_dict');
const legacy = file('state_dict.legacy');
const entries = readZip(zip, { what: 'zip' });
const pickle = entries.get('state_dict/data.pkl')!.read();
const storages = Object.fromEntries(
  [...entries].flatMap(([name, entry]) =>
    /data\/\d+$/.test(name) ? [[name.replace(/.*\//, ''), entry.read()]] : [],
  ),
);

/** How often each outcome came, so that a run in which nothing is ever read cannot pass for a good one. */
interface Seen {
  read: number;
  refused: number;
  /** Results that another reader, which believes everything, confirmed. */
  confirmed: number;
}
const nothing = (): Seen => ({ read: 0, refused: 0, confirmed: 0 });
let tried = 0;

/** A right answer, or a FormatError: nothing else may come of any bytes. */
function check(bytes: Uint8Array, seen: Seen, naive: () => Map<string, NaiveTensor> | undefined): void {
  tried++;
  let result: TorchFile;
  try {
    result = readTorch(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
    seen.refused++;
    return;
  }
  seen.read++;
  importTorch(result.tensors);
  const expected = naive();
  if (!expected || Object.values(result.dtypes).some((dtype) => dtype !== 'float32')) return;
  expect(Object.keys(result.tensors)).toEqual([...expected.keys()]);
  for (const [name, { shape, values }] of expected) {
    expect(result.tensors[name]!.shape).toEqual(shape);
    const { data } = result.tensors[name]!;
    expect(data.length === values.length && values.every((value, i) => Object.is(value, data[i])), name).toBe(
      true,
    );
  }
  seen.confirmed++;
}

const checkPickle = (changed: Uint8Array, seen: Seen): void =>
  check(archiveOf(changed, storages), seen, () => {
    const found = unpickle(changed);
    return found && tensorsIn(found.value, (key) => storages[key]!);
  });

/** In the older format the numbers stand behind the pickles, each after its length. */
const checkLegacy = (bytes: Uint8Array, seen: Seen): void =>
  check(bytes, seen, () => readLegacyNaively(bytes));

function readLegacyNaively(bytes: Uint8Array): Map<string, NaiveTensor> | undefined {
  let end = 0;
  const values: unknown[] = [];
  for (let i = 0; i < 5; i++) {
    const found = unpickle(bytes, end);
    if (!found) return undefined;
    values.push(found.value);
    end = found.end;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const numbers = new Map<unknown, Uint8Array>();
  for (const key of values[4] as unknown[]) {
    const length = 4 * view.getUint32(end, true);
    numbers.set(key, bytes.subarray(end + 8, end + 8 + length));
    end += 8 + length;
  }
  return tensorsIn(values[3], (key) => numbers.get(key)!);
}

/** Bytes with a few of them changed. */
const changesOf = (bytes: Uint8Array): fc.Arbitrary<Uint8Array> =>
  fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 }).map((changes) => {
    const copy = bytes.slice();
    for (const [at, byte] of changes) copy[at] = byte;
    return copy;
  });

/** Bytes with a piece cut out, doubled or put in. */
const piecesOf = (bytes: Uint8Array): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(fc.nat(bytes.length), fc.nat(40), fc.uint8Array({ maxLength: 10 }), fc.boolean())
    .map(([at, skip, inserted, twice]) =>
      twice
        ? bytesOf(bytes.subarray(0, at + skip), bytes.subarray(at))
        : bytesOf(bytes.subarray(0, at), inserted, bytes.subarray(at + skip)),
    );

describe('mutated .pt files', { timeout }, () => {
  it('are confirmed by another reader where nothing was changed', () => {
    const seen = nothing();
    checkPickle(pickle, seen);
    checkLegacy(legacy, seen);
    expect(seen).toEqual({ read: 2, refused: 0, confirmed: 2 });
  });

  it('with bytes of the pickle changed', () => {
    const seen = nothing();
    fc.assert(
      fc.property(changesOf(pickle), (bytes) => checkPickle(bytes, seen)),
      replayable,
    );
    expect(seen.confirmed).toBeGreaterThan(50);
    expect(seen.refused).toBeGreaterThan(500);
  });

  it('with pieces of the pickle cut out, doubled or put in', () => {
    const seen = nothing();
    fc.assert(
      fc.property(piecesOf(pickle), (bytes) => checkPickle(bytes, seen)),
      replayable,
    );
    expect(seen.refused).toBeGreaterThan(500);
  });

  it('with bytes of a file before 1.6 changed', () => {
    const seen = nothing();
    fc.assert(
      fc.property(changesOf(legacy), (bytes) => checkLegacy(bytes, seen)),
      replayable,
    );
    expect(seen.confirmed).toBeGreaterThan(50);
    expect(seen.refused).toBeGreaterThan(500);
  });

  it('with pieces of a file before 1.6 cut out, doubled or put in', () => {
    const seen = nothing();
    fc.assert(
      fc.property(piecesOf(legacy), (bytes) => checkLegacy(bytes, seen)),
      replayable,
    );
    expect(seen.refused).toBeGreaterThan(500);
  });

  it('with bytes of the zip changed, cut out, doubled or put in', () => {
    const seen = nothing();
    const original = readTorch(zip);
    const attempt = (bytes: Uint8Array): void => {
      tried++;
      try {
        // what checksums and names guard is as it was
        expect(readTorch(bytes).tensors).toEqual(original.tensors);
        seen.read++;
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
        seen.refused++;
      }
    };
    fc.assert(fc.property(fc.oneof(changesOf(zip), piecesOf(zip)), attempt), replayable);
    expect(seen.read).toBeGreaterThan(50);
    expect(seen.refused).toBeGreaterThan(500);
  });

  it('with single bits flipped, each of the pickle and of the older file', () => {
    const seen = nothing();
    for (const [original, attempt] of [
      [pickle, checkPickle],
      [legacy, checkLegacy],
    ] as const) {
      for (let bit = 0; bit < 8 * original.length; bit += times > 1 ? 1 : 29) {
        const bytes = original.slice();
        bytes[bit >> 3]! ^= 1 << (bit & 7);
        attempt(bytes, seen);
      }
    }
    expect(seen.confirmed).toBeGreaterThan(50);
    expect(seen.refused).toBeGreaterThan(500);
  });

  it('cut off at every byte', () => {
    const seen = nothing();
    for (let length = 0; length < legacy.length; length++) checkLegacy(legacy.subarray(0, length), seen);
    for (let length = 0; length < pickle.length; length++) checkPickle(pickle.subarray(0, length), seen);
    for (let length = 0; length < zip.length; length++) check(zip.subarray(0, length), seen, () => undefined);
    expect(seen.read).toBe(0);
  });
});

describe('pickles made of anything', { timeout }, () => {
  const opcodes = '.(0120NIJKMLFGSTUVXBC]lae)t}dsupqrghjcRibobPQ'.split('').map((code) => code.charCodeAt(0));
  const newer = Array.from({ length: 0x19 }, (_, i) => 0x80 + i);
  const names = [
    'ccollections\nOrderedDict\n',
    'ctorch._utils\n_rebuild_tensor_v2\n',
    'ctorch._utils\n_rebuild_parameter\n',
    'ctorch._tensor\n_rebuild_from_type_v2\n',
    'cbuiltins\nset\n',
    'c_codecs\nencode\n',
    'ctorch\nFloatStorage\n',
    'cos\nsystem\n',
  ].map((name) => [...bytesOf(name)]);
  const instruction = fc.oneof(
    fc.constantFrom(...opcodes, ...newer).map((code) => [code]),
    fc.nat(255).map((byte) => [0x4b, byte]),
    fc.tuple(fc.constantFrom(0x71, 0x68), fc.nat(3)).map((memo) => [...memo]),
    fc.constantFrom(...names),
    fc.uint8Array({ maxLength: 4 }).map((bytes) => [...bytes]),
  );

  it('end in data or a FormatError', () => {
    const seen = nothing();
    fc.assert(
      fc.property(fc.array(instruction, { maxLength: 30 }), (list) => {
        // a text and a number below, so that more of it runs
        check(archiveOf(bytesOf('(X\x01\0\0\0aK\x01', list.flat(), '.')), seen, () => undefined);
        check(archiveOf(bytesOf(']', list.flat(), '0N.')), seen, () => undefined);
      }),
      replayable,
    );
    expect(seen.refused).toBeGreaterThan(500);
  });

  it('that begin like a file of torch.save', () => {
    const seen = nothing();
    const begin = fc.constantFrom([0x50, 0x4b, 3, 4], [0x80, 2], [...legacy.subarray(0, 60)], []);
    fc.assert(
      fc.property(begin, fc.uint8Array({ maxLength: 200 }), (first, rest) =>
        check(bytesOf(first, rest), seen, () => undefined),
      ),
      replayable,
    );
    expect(seen.refused).toBeGreaterThan(500);
  });

  it('were tried, and left nothing behind', () => {
    if (times > 1) process.stdout.write(`${tried} files tried\n`);
    expect(tried).toBeGreaterThan(15_000);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
