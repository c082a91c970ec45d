import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../../src/index.js';
import { decodeModel } from '../../../src/onnx/proto/decode.js';
import { encodeModel } from '../../../src/onnx/proto/encode.js';

const golden = new URL('../../../../../golden/', import.meta.url);
const files = [
  ...readdirSync(new URL('onnx/', golden)).map((name) => `onnx/${name}/model.onnx`),
  ...readdirSync(new URL('onnx-torch-export/', golden))
    .filter((name) => name.endsWith('.onnx'))
    .map((name) => `onnx-torch-export/${name}`),
];

describe('the codec', () => {
  it.each(files)('reads %s and writes what reads the same', (file) => {
    const model = decodeModel(readFileSync(new URL(file, golden)));
    expect(model.graph!.node.length).toBeGreaterThan(0);
    expect(model.opsetImport.length).toBeGreaterThan(0);
    expect(decodeModel(encodeModel(model))).toEqual(model);
  });

  // what the official library writes for a node: field 7 (graph), field 1 (node), field 1 (input), field 4 (op_type)
  const graph = [0x3a, 0x0c, 0x0a, 0x0a, 0x0a, 0x01, 0x78, 0x12, 0x01, 0x79, 0x22, 0x02, 0x4f, 0x70];

  it('reads fields by their numbers', () => {
    const node = decodeModel(Uint8Array.from([0x08, 0x09, ...graph])).graph!.node[0]!;
    expect(node).toMatchObject({ input: ['x'], output: ['y'], opType: 'Op', attribute: [], name: '' });
  });

  it('writes fields by their numbers', () => {
    const node = { input: ['x'], output: ['y'], opType: 'Op' };
    expect([...encodeModel({ irVersion: 9, graph: { node: [node] } })]).toEqual([0x08, 0x09, ...graph]);
  });

  it.each([
    ['packed', [0x3a, 0x03, 0x01, 0x02, 0x03]],
    ['unpacked', [0x38, 0x01, 0x38, 0x02, 0x38, 0x03]],
    ['mixed', [0x38, 0x01, 0x3a, 0x02, 0x02, 0x03]],
  ])('reads int64_data that is %s', (_, field) => {
    const tensor = [0x2a, field.length, ...field];
    const { initializer } = decodeModel(Uint8Array.from([0x3a, tensor.length, ...tensor])).graph!;
    expect(Array.from(initializer[0]!.int64Data)).toEqual([1, 2, 3]);
  });

  it('keeps negative integers, and the greatest', () => {
    const ints = [-1, -(2 ** 31), 2 ** 53 - 1, -(2 ** 63), 2 ** 63];
    const node = { attribute: [{ name: 'a', ints, i: -3, f: -0.5, type: 7 }] };
    const read = decodeModel(encodeModel({ graph: { node: [node] } })).graph!.node[0]!.attribute[0]!;
    expect(Array.from(read.ints)).toEqual(ints);
    expect(read).toMatchObject({ i: -3, f: -0.5, type: 7 });
  });

  it('skips fields that it does not know', () => {
    // field 100 as varint, as 32 and 64 bits, as a text, and as a group
    const unknown = [
      [0xa0, 0x06, 0x05],
      [0xa5, 0x06, 1, 2, 3, 4],
      [0xa1, 0x06, 1, 2, 3, 4, 5, 6, 7, 8],
      [0xa2, 0x06, 0x01, 0x41],
      [0xa3, 0x06, 0x08, 0x01, 0xa4, 0x06],
    ];
    expect(decodeModel(Uint8Array.from([...unknown.flat(), 0x08, 0x09])).irVersion).toBe(9);
  });

  it.each([
    [
      'a wrong wire type',
      [0x0d, 0, 0, 0, 0],
      'byte 0, in a ModelProto: irVersion stands there as wire type 5, but it is 0',
    ],
    ['a length beyond the end', [0x3a, 0x05, 0x0a], 'byte 0, in a ModelProto'],
    ['a number that is cut off', [0x08, 0x80], 'byte 0, in a ModelProto'],
    ['a text that is not UTF-8', [0x12, 0x01, 0xff], 'producerName is not UTF-8'],
    ['two graphs', [0x3a, 0x00, 0x3a, 0x00], 'byte 2, in a ModelProto: graph stands there twice'],
    ['a field of number 0', [0x00, 0x00], 'byte 0'],
    ['an end of no group', [0x0c], 'byte 0'],
  ])('refuses %s', (_, bytes, message) => {
    const read = (): unknown => decodeModel(Uint8Array.from(bytes));
    expect(read).toThrow(FormatError);
    expect(read).toThrow(message);
  });

  it('refuses messages that nest without end', () => {
    let graph: Parameters<typeof encodeModel>[0]['graph'] = {};
    for (let i = 0; i < 60; i++) graph = { node: [{ attribute: [{ g: graph }] }] };
    const bytes = encodeModel({ graph });
    expect(() => decodeModel(bytes)).toThrow(FormatError);
    expect(() => decodeModel(bytes)).toThrow('nest deeper than 100 levels');
  });

  it('refuses groups that nest without end', () => {
    expect(() => decodeModel(new Uint8Array(100_000).fill(0x53))).toThrow(FormatError);
  });

  it('refuses more than 2 GB', () => {
    const huge = new Proxy(new Uint8Array(), { get: (_, key) => (key === 'length' ? 2 ** 31 : undefined) });
    expect(() => decodeModel(huge)).toThrow('external data');
  });

  it('refuses so many empty messages that they would take many times the file', { timeout: 30_000 }, () => {
    // 4,000,001 nodes of length 0, in a graph of 8,000,002 bytes
    const bytes = new Uint8Array(8_000_007);
    for (let i = 5; i < bytes.length; i += 2) bytes[i] = 0x0a;
    bytes.set([0x3a, 0x82, 0xa4, 0xe8, 0x03]);
    expect(() => decodeModel(bytes)).toThrow('more than 4000000');
  });
});
