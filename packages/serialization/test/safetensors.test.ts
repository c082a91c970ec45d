import { describe, expect, it } from 'vitest';
import { ArgumentError, tensor, type Tensor } from '@sluice/math';
import { FormatError, readSafetensors, writeSafetensors } from '../src/index.js';
import { bytesOf, fileOf } from './file-of.js';

describe('writeSafetensors', () => {
  it('writes the very bytes of the official library', () => {
    // safetensors 0.8.0, Python: save({'wx': [[1, -2], [0.5, 3]], 'b': zeros([0, 3]), 'step': 7,
    // 'Ä "q"\n\x01': [1.5], 'a/é': [[-1]]}, {'format': 'pt'}), integers as int32 and the rest as float32
    const official =
      '50010000000000007b225f5f6d657461646174615f5f223a7b22666f726d6174223a227074227d2c2262223a7b226474797065223a224633' +
      '32222c227368617065223a5b302c335d2c22646174615f6f666673657473223a5b302c305d7d2c227778223a7b226474797065223a224633' +
      '32222c227368617065223a5b322c325d2c22646174615f6f666673657473223a5b302c31365d7d2c22c384205c22715c225c6e5c75303030' +
      '31223a7b226474797065223a22463332222c227368617065223a5b315d2c22646174615f6f666673657473223a5b31362c32305d7d2c2261' +
      '2fc3a9223a7b226474797065223a22493332222c227368617065223a5b312c315d2c22646174615f6f666673657473223a5b32302c32345d' +
      '7d2c2273746570223a7b226474797065223a22493332222c227368617065223a5b5d2c22646174615f6f666673657473223a5b32342c3238' +
      '5d7d7d20202020200000803f000000c00000003f000040400000c03fffffffff07000000';
    const tensors = {
      step: tensor(new Int32Array([7]), []),
      'a/é': tensor(new Int32Array([-1]), [1, 1]),
      wx: tensor([1, -2, 0.5, 3], [2, 2]),
      'Ä "q"\n\x01': tensor([1.5]),
      b: tensor([], [0, 3]),
    };
    const bytes = writeSafetensors(tensors, { format: 'pt' });
    expect(Buffer.from(bytes).toString('hex')).toBe(official);
    expect(readSafetensors(bytes).tensors).toEqual(tensors);
  });

  it('writes a file without tensors and without metadata', () => {
    const bytes = writeSafetensors({});
    expect([...bytes]).toEqual([8, 0, 0, 0, 0, 0, 0, 0, ...Buffer.from('{}      ')]);
    expect(readSafetensors(bytes)).toEqual({ tensors: {}, metadata: {} });
  });

  it('writes a view into a larger array', () => {
    const data = new Float32Array([9, 1, 2, 9]).subarray(1, 3);
    const { tensors } = readSafetensors(writeSafetensors({ x: tensor(data) }));
    expect(tensors['x']).toEqual(tensor([1, 2]));
  });

  it('keeps every bit of a number, the payload of a NaN and the sign of zero among them', () => {
    const words = new Uint32Array([0x7f800001, 0xffc12345, 0x80000000, 0x00000001, 0x7f7fffff, 0xff800000]);
    const { tensors } = readSafetensors(writeSafetensors({ x: tensor(new Float32Array(words.buffer)) }));
    expect([...new Uint32Array(tensors['x']!.data.buffer)]).toEqual([...words]);
  });

  it.each([
    ['the name of the metadata', { __metadata__: tensor([1]) }, /"__metadata__"; the format keeps it/],
    ['half of a surrogate pair', { 'a\ud800': tensor([1]) }, /UTF-8 cannot hold it/],
    [
      'too few elements',
      { wx: { shape: [2, 2], dtype: 'f32', data: new Float32Array(3) } },
      /tensor "wx" says that it is f32\[2, 2\], but its data is a Float32Array of 3 elements/,
    ],
    [
      'another dtype',
      { wx: { shape: [1], dtype: 'i32', data: new Float32Array(1) } },
      /tensor "wx" says that it is i32\[1\], but its data is a Float32Array/,
    ],
  ])('refuses %s', (_, tensors, message) => {
    expect(() => writeSafetensors(tensors as Record<string, Tensor>)).toThrow(message);
    expect(() => writeSafetensors(tensors as Record<string, Tensor>)).toThrow(ArgumentError);
  });

  it('refuses metadata that is not text', () => {
    const metadata = { step: 3 } as unknown as Record<string, string>;
    expect(() => writeSafetensors({}, metadata)).toThrow(/metadata "step" must be text/);
  });
});

describe('readSafetensors', () => {
  // prettier-ignore
  const halves = [0x3c00, 0xc000, 0x0001, 0x83ff, 0x7bff, 0x7c00, 0xfc00, 0x8000];
  const half = (view: DataView, offset: number, value: number): void => view.setUint16(offset, value, true);
  it.each([
    // prettier-ignore
    ['F64', 8, [0.1, -2, Infinity, 1e-300], (v: DataView, o: number, x: number) => v.setFloat64(o, x, true), [Math.fround(0.1), -2, Infinity, 0]],
    [
      'F32',
      4,
      [0.5, -2, 2 ** 127],
      (v: DataView, o: number, x: number) => v.setFloat32(o, x, true),
      undefined,
    ],
    // 1, −2, 2⁻²⁴, −1023 · 2⁻²⁴, 65504, ±∞, −0
    ['F16', 2, halves, half, [1, -2, 2 ** -24, -1023 * 2 ** -24, 65504, Infinity, -Infinity, -0]],
    // the upper halves of 1, −2, π and −∞
    ['BF16', 2, [0x3f80, 0xc000, 0x4049, 0xff80], half, [1, -2, 3.140625, -Infinity]],
    // prettier-ignore
    ['I64', 8, [0, -1, 2147483647, -2147483648], (v: DataView, o: number, x: number) => v.setBigInt64(o, BigInt(x), true), undefined],
    // prettier-ignore
    ['I32', 4, [5, -2147483648], (v: DataView, o: number, x: number) => v.setInt32(o, x, true), undefined],
    ['I16', 2, [-32768, 32767], (v: DataView, o: number, x: number) => v.setInt16(o, x, true), undefined],
    ['I8', 1, [-128, 127], (v: DataView, o: number, x: number) => v.setInt8(o, x), undefined],
    // prettier-ignore
    ['U32', 4, [0, 2147483647], (v: DataView, o: number, x: number) => v.setUint32(o, x, true), undefined],
    ['U16', 2, [0, 65535], (v: DataView, o: number, x: number) => v.setUint16(o, x, true), undefined],
    ['U8', 1, [0, 255], (v: DataView, o: number, x: number) => v.setUint8(o, x), undefined],
    ['BOOL', 1, [0, 1], (v: DataView, o: number, x: number) => v.setUint8(o, x), undefined],
  ] as const)('reads %s', (dtype, size, stored, write, expected) => {
    const data = bytesOf(size, stored, write);
    const entry = { dtype, shape: [stored.length], data_offsets: [0, data.length] };
    const { tensors } = readSafetensors(fileOf({ x: entry }, data));
    expect(tensors['x']!.dtype).toBe(/^B?F/.test(dtype) ? 'f32' : 'i32');
    expect([...tensors['x']!.data]).toEqual([...(expected ?? stored)]);
  });

  it('reads a half-precision NaN', () => {
    const bytes = fileOf({ x: { dtype: 'F16', shape: [1], data_offsets: [0, 2] } }, [0x01, 0x7e]);
    expect(readSafetensors(bytes).tensors['x']!.data[0]).toBeNaN();
  });

  // prettier-ignore
  it.each([
    ['I64', 8, 2147483648, (v: DataView, x: number) => v.setBigInt64(8, BigInt(x), true)],
    ['I64', 8, -2147483649, (v: DataView, x: number) => v.setBigInt64(8, BigInt(x), true)],
    ['I64', 8, 2 ** 62, (v: DataView, x: number) => v.setBigInt64(8, BigInt(x), true)],
    ['U32', 4, 4294967295, (v: DataView, x: number) => v.setUint32(4, x, true)],
    ['BOOL', 1, 2, (v: DataView, x: number) => v.setUint8(1, x)],
    ['F64', 8, 1e39, (v: DataView, x: number) => v.setFloat64(8, x, true)],
  ] as const)('refuses the %s that no i32 or f32 holds, and says which (%#)', (dtype, size, value, write) => {
    const data = new Uint8Array(2 * size);
    write(new DataView(data.buffer), value);
    const bytes = fileOf({ 'a.b': { dtype, shape: [2], data_offsets: [0, 2 * size] } }, data);
    const message = `element 1 of tensor "a.b" (byte ${bytes.length - size}) is ${value}, which does not fit`;
    expect(() => readSafetensors(bytes)).toThrow(message);
    expect(() => readSafetensors(bytes)).toThrow(FormatError);
  });

  it('reads from any place in memory and keeps nothing of it', () => {
    const file = writeSafetensors({ x: tensor([1, 2, 3]) });
    const memory = new Uint8Array(file.length + 9);
    for (let offset = 0; offset < 9; offset++) {
      memory.fill(255).set(file, offset);
      const { tensors } = readSafetensors(memory.subarray(offset, offset + file.length));
      memory.fill(0);
      expect(tensors['x']).toEqual(tensor([1, 2, 3]));
    }
  });

  it('reads headers of any length, numbers at odd addresses, in any order, with empty tensors between', () => {
    const header = {
      b: {
        data_offsets: [4, 8],
        extra: { of: [1, { kind: 'x' }, -2.5e3, null, true] },
        dtype: 'F32',
        shape: [],
      },
      empty: { dtype: 'I64', shape: [3, 0], data_offsets: [4, 4] },
      a: { dtype: 'F32', shape: [1, 1], data_offsets: [0, 4] },
      end: { dtype: 'U8', shape: [0], data_offsets: [8, 8] },
    };
    const data = bytesOf(4, [1.5, 2.5], (view, at, value) => view.setFloat32(at, value, true));
    for (const padding of ['', ' ', '  ', ' \n\t']) {
      const { tensors } = readSafetensors(fileOf(JSON.stringify(header) + padding, data));
      expect(Object.keys(tensors)).toEqual(['b', 'empty', 'a', 'end']);
      expect(tensors).toEqual({
        b: tensor([2.5], []),
        empty: tensor(new Int32Array(0), [3, 0]),
        a: tensor([1.5], [1, 1]),
        end: tensor(new Int32Array(0), [0]),
      });
    }
  });

  it('takes special names as names', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', '🌊', '\u0000'];
    const own = <T>(of: (name: string, i: number) => T): Record<string, T> =>
      Object.fromEntries(names.map((name, i) => [name, of(name, i)]));
    const bytes = writeSafetensors(
      own((_, i) => tensor([i])),
      own((name) => `text of ${name}`),
    );
    const { tensors, metadata } = readSafetensors(bytes);
    expect(Object.keys(tensors).sort()).toEqual([...names].sort());
    names.forEach((name, i) => {
      expect(tensors[name]!.data[0]).toBe(i);
      expect(metadata[name]).toBe(`text of ${name}`);
    });
    expect(Object.getPrototypeOf(tensors)).toBe(null);
    expect(({} as Record<string, unknown>)['data']).toBeUndefined();
    expect(readSafetensors(writeSafetensors(tensors, metadata))).toEqual({ tensors, metadata });
  });

  it('asks for a Uint8Array', () => {
    const buffer = new ArrayBuffer(16) as unknown as Uint8Array;
    expect(() => readSafetensors(buffer)).toThrow(/takes a Uint8Array/);
  });
});
