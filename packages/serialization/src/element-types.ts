import type { DType } from '@sluice/math';

/** Is told which element holds a number that the tensor's dtype cannot hold, and which number. */
export type Misfit = (index: number, value: number) => never;

/** How the elements of one of the format's dtypes are stored, and what they are read as. */
export interface ElementType {
  readonly bytes: number;
  readonly dtype: DType;
  /** Reads `count` elements from the beginning of `view`, which need not be aligned. */
  decode(view: DataView, count: number, misfit: Misfit): Float32Array | Int32Array;
}

/** The dtypes that can be read. All numbers are little-endian. */
export const elementTypes: ReadonlyMap<string, ElementType> = new Map([
  ['F64', numbers('f32', 8, (view, at) => view.getFloat64(at, true), isRounded)],
  ['F32', bits(4, (view, at) => view.getUint32(at, true))],
  ['F16', numbers('f32', 2, (view, at) => half(view.getUint16(at, true)), isRounded)],
  ['BF16', bits(2, (view, at) => view.getUint16(at, true) << 16)],
  // beyond 2⁵³ the sum is rounded, but then it is no i32 either
  ['I64', numbers('i32', 8, (view, at) => view.getInt32(at + 4, true) * 2 ** 32 + view.getUint32(at, true))],
  ['I32', numbers('i32', 4, (view, at) => view.getInt32(at, true))],
  ['I16', numbers('i32', 2, (view, at) => view.getInt16(at, true))],
  ['I8', numbers('i32', 1, (view, at) => view.getInt8(at))],
  ['U32', numbers('i32', 4, (view, at) => view.getUint32(at, true))],
  ['U16', numbers('i32', 2, (view, at) => view.getUint16(at, true))],
  ['U8', numbers('i32', 1, (view, at) => view.getUint8(at))],
  [
    'BOOL',
    numbers(
      'i32',
      1,
      (view, at) => view.getUint8(at),
      (_, value) => value <= 1,
    ),
  ],
]);

function numbers(
  dtype: DType,
  bytes: number,
  read: (view: DataView, at: number) => number,
  fits: (stored: number, value: number) => boolean = Object.is,
): ElementType {
  return {
    bytes,
    dtype,
    decode(view, count, misfit) {
      const data = dtype === 'f32' ? new Float32Array(count) : new Int32Array(count);
      for (let i = 0; i < count; i++) {
        const value = read(view, i * bytes);
        data[i] = value;
        if (!fits(data[i]!, value)) misfit(i, value);
      }
      return data;
    },
  };
}

/** Floats whose bits are those of an f32: copied as bits, so that a NaN keeps its payload. */
function bits(bytes: number, read: (view: DataView, at: number) => number): ElementType {
  return {
    bytes,
    dtype: 'f32',
    decode(view, count) {
      const data = new Uint32Array(count);
      for (let i = 0; i < count; i++) data[i] = read(view, i * bytes);
      return new Float32Array(data.buffer);
    },
  };
}

/** Whether an f32 is the value but for its last digits; a finite number must not become an infinity. */
function isRounded(stored: number, value: number): boolean {
  return Number.isFinite(stored) || !Number.isFinite(value);
}

/** The number that 16 bits of IEEE 754 half precision stand for: 1 sign, 5 exponent and 10 fraction bits. */
function half(stored: number): number {
  const sign = stored & 0x8000 ? -1 : 1;
  const exponent = (stored >> 10) & 0x1f;
  const fraction = stored & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}
