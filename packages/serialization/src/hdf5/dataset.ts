import { sizeOf, tensor, type Tensor } from '@sluice/math';
import { quote } from '../text.js';
import type { Attributes } from './attributes.js';
import type { FileBytes } from './bytes.js';
import { readChunks } from './chunks.js';
import { readDataspace } from './dataspace.js';
import { readDatatype, type Datatype } from './datatype.js';
import { readNumbers } from './elements.js';
import { fail } from './fail.js';
import { readFilters } from './filters.js';
import { readLayout, type Layout } from './layout.js';
import { messageTypes, type ObjectHeader } from './object-header.js';

/** An array of numbers in an HDF5 file. */
export interface Dataset {
  readonly kind: 'dataset';
  /** Where it stands: `/layers/lstm/cell/vars/0`. */
  readonly path: string;
  readonly shape: readonly number[];
  readonly type: Datatype;
  readonly attributes: Attributes;
  /**
   * Reads the numbers.
   *
   * @param as - what opaque bytes are: `'BF16'`.
   */
  read(as?: string): Tensor;
}

/** Opens the dataset that a header describes. */
export function openDataset(
  file: FileBytes,
  header: ObjectHeader,
  { path, attributes }: { path: string; attributes: Attributes },
): Dataset {
  const where = quote(path);
  const required = (name: 'dataspace' | 'datatype' | 'layout') =>
    header.one(messageTypes[name]) ?? fail(`${where} has no ${name}; the file is damaged`);
  const shape = readDataspace(required('dataspace')) ?? [0];
  const type = readDatatype(required('datatype'));
  return {
    kind: 'dataset',
    path,
    shape,
    type,
    attributes,
    read(as) {
      const count = sizeOf(shape);
      if (!Number.isSafeInteger(count))
        fail(`${where} says that it has ${count} numbers; the file is damaged`);
      file.take(2 * count * type.bytes, where);
      const layout = readLayout(required('layout'));
      const bytes = readBytes(file, { header, layout, shape, elementBytes: type.bytes, where });
      return tensor(readNumbers(bytes, { type, count, as, where }), shape);
    },
  };
}

interface Reading {
  readonly header: ObjectHeader;
  readonly layout: Layout;
  readonly shape: readonly number[];
  readonly elementBytes: number;
  readonly where: string;
}

function readBytes(file: FileBytes, { header, layout, shape, elementBytes, where }: Reading): Uint8Array {
  const length = sizeOf(shape) * elementBytes;
  if (length === 0) return new Uint8Array(0);
  if (layout.kind === 'compact') {
    if (layout.values.left !== length) layout.values.fail(`holds ${layout.values.left} bytes of ${length}`);
    return layout.values.bytes(length);
  }
  if (layout.kind === 'contiguous' && layout.address !== undefined) {
    if (layout.bytes < length) fail(`${where} has ${layout.bytes} bytes of ${length}; the file is damaged`);
    return file.section(layout.address, length, `dataset ${where}`).bytes(length);
  }
  const filled = fill(header, length, elementBytes);
  if (layout.kind === 'chunked') {
    const list = header.one(messageTypes.filters);
    const filters = list ? readFilters(list) : [];
    readChunks(file, { shape, elementBytes, layout, filters, where }, filled);
  }
  return filled;
}

/** What stands where nothing has been written: the fill value over and over. */
function fill(header: ObjectHeader, length: number, elementBytes: number): Uint8Array {
  const bytes = new Uint8Array(length);
  const value = readFillValue(header);
  if (value?.length === elementBytes && value.some((byte) => byte !== 0)) {
    for (let i = 0; i < length; i++) bytes[i] = value[i % elementBytes]!;
  }
  return bytes;
}

function readFillValue(header: ObjectHeader): Uint8Array | undefined {
  const section = header.one(messageTypes.fillValue);
  if (!section) {
    const old = header.one(messageTypes.oldFillValue);
    return old?.bytes(old.u32());
  }
  const version = section.u8();
  if (version === 3) return section.u8() & 0x20 ? section.bytes(section.u32()) : undefined;
  section.skip(2);
  return section.u8() === 1 ? section.bytes(section.u32()) : undefined;
}
