import { ArgumentError, tensor, type Tensor } from '@sluice/math';
import { FormatError } from '../format-error.js';
import { quote } from '../text.js';
import { checkLayout } from './check-layout.js';
import { createRecord, readHeader, type Entry } from './header.js';

/** What a safetensors file holds. Neither record has a prototype, so that any name is safe in it. */
export interface Safetensors {
  readonly tensors: Record<string, Tensor>;
  readonly metadata: Record<string, string>;
}

/**
 * Reads a safetensors file.
 *
 * F64, F32, F16 and BF16 become f32; I64, I32, I16, I8, U32, U16, U8 and BOOL become i32. The numbers are copied, so the
 * bytes may be anywhere in memory and may be changed afterwards. A file from a stranger is safe to read: time and memory
 * are proportional to its length, and names such as `__proto__` are names like any other.
 *
 * @throws FormatError when the bytes are not such a file, when it holds other dtypes, or numbers that do not fit; the
 * message names the byte or the tensor.
 *
 * @example
 * ```ts
 * import { tensor } from '@sluice/math';
 * import { readSafetensors, writeSafetensors } from '@sluice/serialization';
 * const bytes = writeSafetensors({ wx: tensor([1, 2, 3, 4], [2, 2]) }, { format: 'pt' });
 * const { tensors, metadata } = readSafetensors(bytes); // tensors.wx.data is [1, 2, 3, 4]
 * ```
 */
export function readSafetensors(bytes: Uint8Array): Safetensors {
  if (!ArrayBuffer.isView(bytes) || bytes.BYTES_PER_ELEMENT !== 1) {
    throw new ArgumentError('readSafetensors: takes a Uint8Array; make one with new Uint8Array(buffer).');
  }
  const header = readHeader(bytes);
  checkLayout(header, bytes.length);
  const tensors = createRecord<Tensor>();
  for (const entry of header.entries) tensors[entry.name] = readTensor(bytes, entry, header.dataStart);
  return { tensors, metadata: header.metadata };
}

function readTensor(
  bytes: Uint8Array,
  { name, element, shape, begin, end }: Entry,
  dataStart: number,
): Tensor {
  const view = new DataView(bytes.buffer, bytes.byteOffset + dataStart + begin, end - begin);
  const data = element.decode(view, (end - begin) / element.bytes, (index, value) => {
    throw new FormatError(
      `safetensors: element ${index} of tensor ${quote(name)} (byte ${dataStart + begin + index * element.bytes}) is ` +
        `${value}, which does not fit in ${element.dtype}; convert the tensor where the file is made.`,
    );
  });
  return tensor(data, shape);
}
