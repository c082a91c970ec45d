import type { Tensor } from '@sluice/math';
import { elementTypes } from '../element-types.js';
import { decodeUtf8 } from '../text.js';
import type { Section } from './bytes.js';
import { refuseType, type Datatype } from './datatype.js';
import { fail } from './fail.js';
import type { GlobalHeap } from './global-heap.js';

/** Reads texts that stand one after the other. `where` begins messages. */
export function readTexts(
  section: Section,
  { type, count, heap, where }: { type: Datatype; count: number; heap: GlobalHeap; where: string },
): string[] {
  if (type.kind !== 'text' && type.kind !== 'distantText') return refuseType(type, where);
  if (count * type.bytes > section.left) section.fail(`holds less than ${count} texts`);
  return Array.from({ length: count }, () => {
    const bytes = type.kind === 'text' ? section.bytes(type.bytes) : distantText(section, heap);
    return decodeUtf8(unpadded(bytes, type), `HDF5: ${where}`);
  });
}

function distantText(section: Section, heap: GlobalHeap): Uint8Array {
  const length = section.u32();
  const address = section.address();
  const index = section.u32();
  return length === 0 || address === undefined || address === 0
    ? new Uint8Array(0)
    : heap(address, index, length);
}

function unpadded(bytes: Uint8Array, type: Datatype): Uint8Array {
  const zero = bytes.indexOf(0);
  let end = zero < 0 ? bytes.length : zero;
  if (type.kind === 'text' && type.padding === 'space') {
    while (end > 0 && bytes[end - 1] === 0x20) end--;
  }
  return bytes.subarray(0, end);
}

/** Reads numbers that stand one after the other. `as` says what opaque bytes are. */
export function readNumbers(
  bytes: Uint8Array,
  { type, count, as, where }: { type: Datatype; count: number; as?: string | undefined; where: string },
): Tensor['data'] {
  const name = type.kind === 'number' ? type.name : type.kind === 'opaque' ? as : undefined;
  const element = elementTypes.get(name ?? '');
  if (!element || element.bytes !== type.bytes) return refuseType(type, where);
  const little = type.kind === 'number' && type.bigEndian ? swapped(bytes, type.bytes) : bytes;
  const view = new DataView(little.buffer, little.byteOffset, little.length);
  return element.decode(view, count, (index, value) =>
    fail(
      `element ${index} of ${where} is ${value}, which does not fit in ${element.dtype}; convert it where the file is made`,
    ),
  );
}

/** The bytes of each element in the opposite order. */
function swapped(bytes: Uint8Array, size: number): Uint8Array {
  return Uint8Array.from(bytes, (_, i) => bytes[i - (i % size) + size - 1 - (i % size)]!);
}
