import { describe, expect, it } from 'vitest';
import { FormatError, readSafetensors } from '../src/index.js';
import { fileOf } from './file-of.js';

const f32 = (shape: readonly number[], begin: number, end: number): object => ({
  dtype: 'F32',
  shape,
  data_offsets: [begin, end],
});
const one = f32([1], 0, 4);
const word = [0, 0, 128, 63];

const hostile: readonly (readonly [string, Uint8Array, RegExp])[] = [
  // the frame
  ['nothing', new Uint8Array(0), /begins with 8 bytes .* there are only 0/],
  ['seven bytes', new Uint8Array(7), /there are only 7; the file is cut off/],
  ['no header', fileOf('', []), /at byte 8 must begin with '{'/],
  [
    'the largest length',
    fileOf('{}', [], 2n ** 64n - 1n),
    /a length of 18446744073709552000 bytes.*at most 100000000/,
  ],
  ['a length of 2^63', fileOf('{}', [], 2n ** 63n), /at most 100000000 are allowed/],
  ['one byte more than is allowed', fileOf('{}', [], 100_000_001n), /a length of 100000001 bytes/],
  [
    'a header longer than the file',
    fileOf('{}', [], 11n),
    /should end at byte 19, but the file ends at byte 10/,
  ],
  [
    'a header cut off',
    fileOf({ x: one }, word).subarray(0, 30),
    /should end at byte \d+, but the file ends at byte 30/,
  ],
  ['white space before the header', fileOf(' {}'), /must begin with '{'/],
  ['a byte order mark', fileOf('\ufeff{}'), /must begin with '{'/],
  // the text
  [
    'bytes that are no UTF-8',
    fileOf('{"??":1}').map((b) => (b === 63 ? 0xc3 : b)),
    /bytes 8 to 16\) is not UTF-8/,
  ],
  ['no JSON', fileOf('{x}'), /header, byte 9: expected a name in quotes, but found "x}"/],
  ['an array', fileOf('[]'), /must begin with '{'/],
  ['no end', fileOf('{"x"'), /byte 12: expected ':', but found the end/],
  ['two values', fileOf('{}{}'), /byte 10: expected nothing more, but found "{}"/],
  [
    'a comma at the end',
    fileOf('{"x":{"dtype":"F32",}}'),
    /byte 28: expected a name in quotes, but found "}}"/,
  ],
  ['a text that does not end', fileOf('{"x'), /byte 9: a text in quotes is cut off/],
  ['a text that ends in an escape', fileOf('{"x\\'), /byte 9: a text in quotes is cut off/],
  ['a bad escape', fileOf('{"\\x":1}'), /byte 9: .* a bad escape/],
  ['half of a surrogate pair', fileOf('{"\\ud800":1}'), /byte 9: .* half of a surrogate pair/],
  ['a line break in a text', fileOf('{"a\nb":1}'), /byte 9: .* a control character/],
  ['a comment', fileOf('{/**/}'), /byte 9: expected a name in quotes/],
  ['NaN', fileOf('{"x":{"y":NaN}}'), /byte 18: expected a JSON value, but found "NaN}}"/],
  ['a number with a leading zero', fileOf('{"x":{"y":01}}'), /expected a JSON value/],
  [
    'a number of a thousand digits',
    fileOf(`{"x":{"shape":[${'1'.repeat(1000)}]}}`),
    /expected an integer from 0/,
  ],
  ['arrays nested without end', fileOf(`{"x":{"y":${'['.repeat(1e6)}`), /nest deeper than 128 levels/],
  ['objects nested without end', fileOf(`{"x":${'{"y":'.repeat(1e5)}`), /nest deeper than 128 levels/],
  [
    'a name twice',
    fileOf(`{"é":${JSON.stringify(one)},"é":${JSON.stringify(one)}}`, word),
    /byte 63: the name "é" stands twice/,
  ],
  [
    'a name twice, once escaped',
    fileOf('{"\\u0061":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"a":{}}'),
    /the name "a" stands twice/,
  ],
  [
    '__proto__ twice',
    fileOf('{"__metadata__":{"__proto__":"","__proto__":""}}'),
    /the name "__proto__" stands twice/,
  ],
  [
    'the metadata twice',
    fileOf('{"__metadata__":{},"__metadata__":{}}'),
    /the name "__metadata__" stands twice/,
  ],
  [
    'a shape twice',
    fileOf('{"x":{"dtype":"F32","shape":[1],"shape":[2],"data_offsets":[0,8]}}', [...word, ...word]),
    /the name "shape" stands twice/,
  ],
  ['a line break in a name', fileOf({ 'a\nb': 1 }), /byte 16: expected an object/],
  // the metadata
  ['metadata that is no object', fileOf({ __metadata__: 'pt' }), /byte 24: expected an object/],
  [
    'metadata that is no text',
    fileOf({ __metadata__: { step: 3 } }),
    /expected a text in quotes for the metadata "step", but found "3}}"/,
  ],
  // the entries
  ['an entry that is a number', fileOf({ x: 3 }), /byte 13: expected an object, but found "3}"/],
  ['an entry that is null', fileOf({ x: null }), /expected an object, but found "null}"/],
  ['no dtype', fileOf({ x: { shape: [1], data_offsets: [0, 4] } }, word), /tensor "x" has no "dtype"/],
  ['no shape', fileOf({ x: { dtype: 'F32', data_offsets: [0, 4] } }, word), /tensor "x" has no "shape"/],
  ['no offsets', fileOf({ x: { dtype: 'F32', shape: [1] } }, word), /tensor "x" has no "data_offsets"/],
  ['a dtype that is a number', fileOf({ x: { ...one, dtype: 32 } }, word), /expected a text in quotes/],
  [
    'an unknown dtype',
    fileOf({ x: { ...one, dtype: 'F8_E4M3' } }, word),
    /tensor "x" has dtype "F8_E4M3", but only F64, F32/,
  ],
  [
    'a dtype from the prototype',
    fileOf({ x: { ...one, dtype: 'constructor' } }, word),
    /has dtype "constructor", but only/,
  ],
  [
    'U64',
    fileOf({ x: { dtype: 'U64', shape: [], data_offsets: [0, 8] } }, new Uint8Array(8)),
    /has dtype "U64"/,
  ],
  ['a shape that is a text', fileOf({ x: { ...one, shape: '1' } }, word), /expected an array/],
  [
    'a negative extent',
    fileOf({ x: { ...one, shape: [-1] } }, word),
    /expected an integer from 0 to 2\^53 - 1, but found "-1\]/,
  ],
  ['a fraction', fileOf({ x: { ...one, shape: [1.5] } }, word), /expected an integer/],
  [
    'an exponent',
    fileOf('{"x":{"dtype":"F32","shape":[1e0],"data_offsets":[0,4]}}', word),
    /expected an integer/,
  ],
  [
    'an extent of 2^53',
    fileOf('{"x":{"dtype":"F32","shape":[9007199254740992],"data_offsets":[0,4]}}', word),
    /expected an integer/,
  ],
  [
    'a product past 2^64',
    fileOf({ x: f32([2 ** 32, 2 ** 32], 0, 0) }),
    /shape "\[4294967296, 4294967296\]" and so 73786976294838210000 bytes/,
  ],
  [
    'a product past 2^1024',
    fileOf({ x: f32([...new Array<number>(40).fill(2 ** 40), 0], 0, 0) }),
    /and so NaN bytes/,
  ],
  [
    'one offset',
    fileOf({ x: { ...one, data_offsets: [4] } }, word),
    /"data_offsets" "\[4\]", but they must be/,
  ],
  [
    'three offsets',
    fileOf({ x: { ...one, data_offsets: [0, 4, 4] } }, word),
    /but they must be a beginning and an end/,
  ],
  [
    'offsets in the wrong order',
    fileOf({ x: f32([1], 4, 0) }, word),
    /but they must be a beginning and an end/,
  ],
  ['negative offsets', fileOf({ x: f32([1], -4, 0) }, word), /expected an integer/],
  [
    'a shape too large for its bytes',
    fileOf({ x: f32([2], 0, 4) }, word),
    /"\[2\]" and so 8 bytes, but its "data_offsets" hold 4/,
  ],
  [
    'a shape too small for its bytes',
    fileOf({ x: f32([0], 0, 4) }, word),
    /and so 0 bytes, but its "data_offsets" hold 4/,
  ],
  // the layout
  [
    'numbers cut off',
    fileOf({ x: f32([2], 0, 8) }, word),
    /tensor "x" \(bytes \d+ to \d+\) ends behind the file/,
  ],
  ['no numbers at all', fileOf({ x: one }), /ends behind the file/],
  ['offsets far away', fileOf({ x: f32([1], 2 ** 52, 2 ** 52 + 4) }, word), /ends behind the file/],
  ['two tensors in one place', fileOf({ x: one, y: one }, word), /tensor "y" .* overlaps tensor "x"/],
  [
    'two tensors that overlap',
    fileOf({ x: f32([2], 0, 8), y: f32([2], 4, 12) }, [...word, ...word, ...word]),
    /tensor "y" .* overlaps tensor "x"/,
  ],
  [
    'an empty tensor inside of another',
    fileOf({ x: f32([2], 0, 8), y: f32([0], 4, 4) }, [...word, ...word]),
    /tensor "y" .* overlaps tensor "x"/,
  ],
  [
    'a hole before the first tensor',
    fileOf({ x: f32([1], 4, 8) }, [...word, ...word]),
    /tensor "x" .* leaves a hole behind the header/,
  ],
  [
    'a hole between tensors',
    fileOf({ x: one, y: f32([1], 8, 12) }, [...word, ...word, ...word]),
    /tensor "y" .* leaves a hole behind tensor "x"/,
  ],
  [
    'bytes behind the last tensor',
    fileOf({ x: one }, [...word, 0]),
    /nothing may follow, but the file goes on to byte/,
  ],
  ['bytes behind an empty header', fileOf({}, word), /the header ends at byte 10, and nothing may follow/],
];

describe('hostile safetensors files', { timeout: 60_000 }, () => {
  it.each(hostile)('refuses %s', (_, bytes, message) => {
    expect(() => readSafetensors(bytes)).toThrow(message);
    expect(() => readSafetensors(bytes)).toThrow(FormatError);
    expect(({} as Record<string, unknown>)['dtype']).toBeUndefined();
  });

  it('prints no more of a hostile name than a line', () => {
    const bytes = fileOf({ [`\u001b[2J${'x'.repeat(1e6)}`]: { ...one, dtype: 'X'.repeat(1e6) } }, word);
    const message = ((): string => {
      try {
        readSafetensors(bytes);
        return '';
      } catch (error) {
        return String(error);
      }
    })();
    expect(message).toMatch(/tensor "\\u001b\[2Jx+…" has dtype "X+…"/);
    expect(message.length).toBeLessThan(500);
  });

  it('prints no character of a hostile name that steers a terminal', () => {
    const read = (): unknown => readSafetensors(fileOf('{"\u009b2J\u202e":{}}'));
    expect(read).toThrow('"\\u009b2J\\u202e"');
  });

  it('refuses more values than memory should be spent on', () => {
    const list = `[${'0,'.repeat(2_000_000)}0]`;
    for (const header of [`{"x":{"shape":${list}`, `{"x":{"y":${list}`]) {
      expect(() => readSafetensors(fileOf(header))).toThrow(/byte \d+: there are more than 2000000 values/);
    }
  });

  it('takes time in proportion to the length of the header', () => {
    const count = 50_000;
    const entries = Array.from(
      { length: count },
      (_, i) => `"${i}":{"dtype":"U8","shape":[1],"data_offsets":[${i},${i + 1}]}`,
    );
    const start = performance.now();
    const { tensors } = readSafetensors(
      fileOf(`{${entries.reverse().join(',')}}`, new Uint8Array(count).fill(7)),
    );
    expect(Object.keys(tensors)).toHaveLength(count);
    // a quadratic check of overlaps would take minutes
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
