/** A tensor as the naive reader sees it: its numbers are those of the file, in double precision. */
export interface NaiveTensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/**
 * What a file holds if it is a right one, read without any check: the oracle for what the fuzz tests get back.
 * Covers the dtypes that the fuzz tests begin with.
 */
export function readNaively(bytes: Uint8Array): Record<string, NaiveTensor> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const length = Number(view.getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<
    string,
    { dtype: string; shape: number[]; data_offsets: [number, number] }
  >;
  const entries = Object.entries(header).filter(([name]) => name !== '__metadata__');
  return Object.fromEntries(
    entries.map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [begin, end],
        },
      ]) => {
        const { size, read } = readers[dtype]!;
        const count = (end - begin) / size;
        const data = Array.from({ length: count }, (_, i) => read(view, 8 + length + begin + i * size));
        return [name, { shape, data }];
      },
    ),
  );
}

const readers: Readonly<Record<string, { size: number; read: (view: DataView, offset: number) => number }>> =
  {
    F64: { size: 8, read: (view, offset) => Math.fround(view.getFloat64(offset, true)) },
    F32: { size: 4, read: (view, offset) => view.getFloat32(offset, true) },
    I64: { size: 8, read: (view, offset) => Number(view.getBigInt64(offset, true)) },
    I32: { size: 4, read: (view, offset) => view.getInt32(offset, true) },
    U32: { size: 4, read: (view, offset) => view.getUint32(offset, true) },
    I16: { size: 2, read: (view, offset) => view.getInt16(offset, true) },
    U16: { size: 2, read: (view, offset) => view.getUint16(offset, true) },
    I8: { size: 1, read: (view, offset) => view.getInt8(offset) },
    U8: { size: 1, read: (view, offset) => view.getUint8(offset) },
    BOOL: { size: 1, read: (view, offset) => view.getUint8(offset) },
  };
