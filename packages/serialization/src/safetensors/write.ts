import { ArgumentError, formatShape, sizeOf, type DType, type Tensor } from '@sluice/math';
import { encodeUtf8, isWellFormed, quote } from '../text.js';
import { MAX_HEADER_BYTES, METADATA } from './header.js';

const fileTypes: { readonly [D in DType]: string } = { f32: 'F32', i32: 'I32' };

/**
 * Writes tensors as a safetensors file, byte for byte as the official library lays it out: f32 before i32, then by
 * name, so that the same tensors give the same bytes in whatever order they come.
 *
 * @param metadata - texts by name; they stand in the header in the order given.
 * @throws ArgumentError when a tensor's data does not match its shape and dtype, or a name cannot be stored.
 *
 * @example
 * ```ts
 * import { tensor } from '@sluice/math';
 * import { writeSafetensors } from '@sluice/serialization';
 * const bytes = writeSafetensors({ wx: tensor([1, 2, 3, 4], [2, 2]), step: tensor(new Int32Array([7]), []) });
 * ```
 */
export function writeSafetensors(
  tensors: Readonly<Record<string, Tensor>>,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array {
  const entries = Object.entries(tensors).sort(([a, { dtype: d }], [b, { dtype: e }]) =>
    d === e ? compare(a, b) : compare(d, e),
  );
  const members: string[] = metadata ? [`"${METADATA}":${formatMetadata(metadata)}`] : [];
  let end = 0;
  for (const [name, tensor] of entries) {
    checkTensor(name, tensor);
    const begin = end;
    end += tensor.data.byteLength;
    const entry = { dtype: fileTypes[tensor.dtype], shape: tensor.shape, data_offsets: [begin, end] };
    members.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`);
  }
  const header = encodeUtf8(`{${members.join(',')}}`);
  // spaces fill the header up, so that the numbers begin at a multiple of 8
  const headerLength = Math.ceil(header.length / 8) * 8;
  if (headerLength > MAX_HEADER_BYTES) {
    throw new ArgumentError(
      `writeSafetensors: the names and the metadata take ${headerLength} bytes, but the format allows ` +
        `${MAX_HEADER_BYTES}; put large texts into tensors.`,
    );
  }
  const bytes = new Uint8Array(8 + headerLength + end).fill(0x20, 8 + header.length, 8 + headerLength);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, headerLength, true);
  bytes.set(header, 8);
  let at = 8 + headerLength;
  for (const [, { data }] of entries) {
    // as bits, so that a NaN keeps its payload
    const words = new Uint32Array(data.buffer, data.byteOffset, data.length);
    for (let i = 0; i < words.length; i++) view.setUint32(at + 4 * i, words[i]!, true);
    at += data.byteLength;
  }
  return bytes;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function formatMetadata(metadata: Readonly<Record<string, string>>): string {
  for (const [name, text] of Object.entries(metadata)) {
    if (typeof text !== 'string' || !isWellFormed(name) || !isWellFormed(text)) {
      throw new ArgumentError(
        `writeSafetensors: the metadata ${quote(name)} must be text that UTF-8 can hold; ` +
          `turn other values into text with JSON.stringify.`,
      );
    }
  }
  return JSON.stringify(metadata);
}

function checkTensor(name: string, { shape, dtype, data }: Tensor): void {
  if (name === METADATA || !isWellFormed(name)) {
    const reason = name === METADATA ? 'the format keeps it for the metadata' : 'UTF-8 cannot hold it';
    throw new ArgumentError(
      `writeSafetensors: a tensor cannot have the name ${quote(name)}; ${reason}. Give it another one.`,
    );
  }
  const right = dtype === 'f32' ? data instanceof Float32Array : data instanceof Int32Array;
  if (!Object.hasOwn(fileTypes, dtype) || !right || data.length !== sizeOf(shape)) {
    throw new ArgumentError(
      `writeSafetensors: tensor ${quote(name)} says that it is ${dtype}${formatShape(shape)}, but its data is a ` +
        `${data.constructor.name} of ${data.length} elements; make it with tensor(data, shape).`,
    );
  }
}
