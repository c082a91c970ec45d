import type { Numbers } from '@sluice/math';
import { readFileSync } from 'node:fs';

interface Entry {
  readonly dtype: 'F32' | 'F64' | 'I64';
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** Reads the tensors of a trusted safetensors file; double precision is kept, 64-bit integers become i32. */
export function readTensors(url: URL): Record<string, Numbers> {
  const file = readFileSync(url);
  const buffer = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength);
  const start = 8 + Number(new DataView(buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(buffer.slice(8, start))) as Record<string, Entry>;
  return Object.fromEntries(
    Object.entries(header)
      .filter(([name]) => name !== '__metadata__')
      .map(([name, { dtype, shape, data_offsets: [from, to] }]) => [
        name,
        { shape, ...decode(dtype, buffer.slice(start + from, start + to)) },
      ]),
  );
}

function decode(dtype: Entry['dtype'], bytes: ArrayBuffer): Pick<Numbers, 'dtype' | 'data'> {
  switch (dtype) {
    case 'F32':
      return { dtype: 'f32', data: new Float32Array(bytes) };
    case 'F64':
      return { dtype: 'f32', data: new Float64Array(bytes) };
    case 'I64':
      return { dtype: 'i32', data: Int32Array.from(new BigInt64Array(bytes), Number) };
  }
}
