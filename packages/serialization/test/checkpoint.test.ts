import { describe, expect, it } from 'vitest';
import { ArgumentError, tensor } from '@sluice/math';
import {
  FormatError,
  loadCheckpoint,
  readSafetensors,
  saveCheckpoint,
  writeSafetensors,
  type Checkpoint,
} from '../src/index.js';

const checkpoint: Checkpoint = {
  version: 1,
  parameters: { '0.weight': tensor([0.1, -2, 3, 4], [2, 2]), '1.wx': tensor([1], [1, 1]) },
  optimizer: { 'm/0.weight': tensor([1e-30, 0, -0, 1], [2, 2]), v: tensor([7], []) },
  state: { '1.h': tensor([0.5, 0.25], [1, 2]), '1.count': tensor(new Int32Array([-3]), [1, 1]) },
  data: {
    step: 846,
    epoch: 1,
    loss: 1.7350000000000003,
    seed: -1,
    vocabulary: ['\n', ' ', 'ä', '🌊', '"', '\\'],
    architecture: { kind: 'sequential', parts: [{ kind: 'lstm', hiddenSize: 128, bias: true }] },
    best: null,
  },
};
const withData = (data: unknown): Checkpoint => ({ ...checkpoint, data });

describe('saveCheckpoint and loadCheckpoint', () => {
  it('give back every tensor and every number', () => {
    const loaded = loadCheckpoint(saveCheckpoint(checkpoint));
    expect(loaded).toEqual(checkpoint);
    expect(saveCheckpoint(loaded)).toEqual(saveCheckpoint(checkpoint));
  });

  it('write a safetensors file that any reader opens', () => {
    const { tensors, metadata } = readSafetensors(saveCheckpoint(checkpoint));
    expect(Object.keys(tensors).sort()).toEqual([
      'optimizer/m/0.weight',
      'optimizer/v',
      'parameters/0.weight',
      'parameters/1.wx',
      'state/1.count',
      'state/1.h',
    ]);
    expect(metadata).toEqual({
      format: 'sluice.checkpoint',
      version: '1',
      data: JSON.stringify(checkpoint.data),
    });
  });

  it('keep doubles exactly', () => {
    const numbers = [0.1, 1 / 3, 5e-324, 1.7976931348623157e308, 2 ** 53 - 1, -1e21];
    expect(loadCheckpoint(saveCheckpoint(withData(numbers))).data).toEqual(numbers);
  });

  it('take special names as names', () => {
    const named = Object.fromEntries(
      ['__proto__', 'constructor', '', 'a/b', '/'].map((name) => [name, tensor([1])]),
    );
    const data = JSON.parse('{"__proto__":{"polluted":true},"constructor":1}') as unknown;
    const loaded = loadCheckpoint(
      saveCheckpoint({ version: 1, parameters: named, optimizer: named, state: named, data }),
    );
    for (const group of [loaded.parameters, loaded.optimizer, loaded.state]) {
      expect(Object.keys(group).sort()).toEqual(Object.keys(named).sort());
      expect(group['__proto__']!.data[0]).toBe(1);
    }
    expect(JSON.stringify(loaded.data)).toBe('{"__proto__":{"polluted":true},"constructor":1}');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('leave out members that are undefined', () => {
    expect(loadCheckpoint(saveCheckpoint(withData({ a: undefined, b: 1 }))).data).toEqual({ b: 1 });
  });
});

describe('saveCheckpoint', () => {
  const around: unknown[] = [];
  around.push({ around });
  const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);

  it.each([
    [
      'an infinity',
      { metrics: { best: [1, Infinity] } },
      /^data\.metrics\.best\[1\] is Infinity, which JSON cannot hold/,
    ],
    ['NaN', { loss: NaN }, /^data\.loss is NaN/],
    ['an undefined element', { list: [undefined] }, /^data\.list\[0\] is of type undefined/],
    ['nothing', undefined, /^data is of type undefined/],
    ['a function', { f: () => 1 }, /^data\.f is of type function/],
    ['a bigint', { n: 1n }, /^data\.n is of type bigint/],
    ['a typed array', { weights: new Float32Array(2) }, /^data\.weights is a Float32Array/],
    ['a map', { vocabulary: new Map() }, /^data\.vocabulary is a Map/],
    ['a date', [new Date(0)], /^data\[0\] is a Date/],
    ['a value that contains itself', around, /^data\[0\]\.around contains itself/],
    [
      'half of a surrogate pair',
      { prime: '\ud800' },
      /^data\.prime is the text .* with half of a surrogate pair/,
    ],
    ['half of a surrogate pair in a name', { '\udc00': 1 }, /^data has the name .*, which UTF-8 cannot hold/],
    ['129 levels', deep(129), /nests deeper than 128 levels/],
  ])('refuses %s, and says where', (_, data, message) => {
    expect(() => saveCheckpoint(withData(data))).toThrow(message);
    expect(() => saveCheckpoint(withData(data))).toThrow(ArgumentError);
  });

  it('takes as many values as can be read back', { timeout: 60_000 }, () => {
    const list = (values: number): Checkpoint => withData(new Array<number>(values - 1).fill(0));
    expect((loadCheckpoint(saveCheckpoint(list(2_000_000))).data as number[]).length).toBe(1_999_999);
    expect(() => saveCheckpoint(list(2_000_001))).toThrow(
      /^data\[1999999\] is one of more than 2000000 values; put long lists/,
    );
  });

  it('takes as many levels as can be read back', () => {
    expect(loadCheckpoint(saveCheckpoint(withData(deep(128)))).data).toEqual(deep(128));
  });

  it('refuses a version that it does not write', () => {
    const future = { ...checkpoint, version: 2 } as unknown as Checkpoint;
    expect(() => saveCheckpoint(future)).toThrow(/only version 1 can be written, but the checkpoint says 2/);
  });
});

describe('loadCheckpoint', () => {
  const right = { format: 'sluice.checkpoint', version: '1', data: '{}' };
  const wrong = [
    [
      'no checkpoint',
      {},
      { format: 'pt' },
      /"format" must be "sluice.checkpoint", but is "pt"; .* readSafetensors/,
    ],
    ['no metadata', {}, undefined, /"format" .* is missing/],
    [
      'a newer version',
      {},
      { ...right, version: '2' },
      /version 1 can be read, but this is "2"; a newer release/,
    ],
    ['no data', {}, { format: right.format, version: '1' }, /"data" is missing/],
    ['data that is no JSON', {}, { ...right, data: '{x}' }, /checkpoint data, byte 1: expected a name/],
    [
      'data with a name twice',
      {},
      { ...right, data: '{"a":1,"a":2}' },
      /checkpoint data, byte 7: the name "a" stands twice/,
    ],
    ['data without end', {}, { ...right, data: '['.repeat(1e5) }, /nest deeper than 128 levels/],
    [
      'a tensor of no group',
      { wx: tensor([1]) },
      right,
      /tensor "wx" belongs to none of parameters\/, optimizer\/, state\//,
    ],
    ['a tensor of another group', { 'x/wx': tensor([1]) }, right, /tensor "x\/wx" belongs to none/],
    ['a tensor of a group from the prototype', { 'constructor/wx': tensor([1]) }, right, /belongs to none/],
  ] as const;
  it.each(wrong)('refuses %s', (_, tensors, metadata, message) => {
    const bytes = writeSafetensors(tensors, metadata);
    expect(() => loadCheckpoint(bytes)).toThrow(message);
    expect(() => loadCheckpoint(bytes)).toThrow(FormatError);
  });
});
