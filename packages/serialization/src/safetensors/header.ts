import { formatShape, sizeOf, type Shape } from '@sluice/math';
import { FormatError } from '../format-error.js';
import { JsonReader } from '../json-reader.js';
import { decodeUtf8, quote } from '../text.js';
import { elementTypes, type ElementType } from '../element-types.js';

/** The longest header that the official library reads. */
export const MAX_HEADER_BYTES = 100_000_000;

/** The name that stands for the metadata among the names of tensors. */
export const METADATA = '__metadata__';

/** What the header says about one tensor. */
export interface Entry {
  readonly name: string;
  readonly element: ElementType;
  readonly shape: Shape;
  /** Where its bytes begin and end, counted from the end of the header. */
  readonly begin: number;
  readonly end: number;
}

/** All that stands before the numbers. */
export interface Header {
  readonly entries: readonly Entry[];
  readonly metadata: Record<string, string>;
  /** Offset in the file of the first byte behind the header. */
  readonly dataStart: number;
}

/** Reads the header, in which each entry is right by itself; whether they fit together is `checkLayout`'s to say. */
export function readHeader(bytes: Uint8Array): Header {
  const dataStart = 8 + headerLength(bytes);
  const text = decodeUtf8(bytes.subarray(8, dataStart), `safetensors header (bytes 8 to ${dataStart})`);
  const reader = new JsonReader(text, { what: 'safetensors header', offset: 8 });
  const entries: Entry[] = [];
  let metadata: Record<string, string> = createRecord();
  reader.object((name) => {
    if (name === METADATA) metadata = readMetadata(reader);
    else entries.push(readEntry(reader, name));
  });
  reader.end();
  return { entries, metadata, dataStart };
}

/** A record in which every name is only a name: `__proto__` reaches no prototype, for there is none. */
export const createRecord = <T>(): Record<string, T> => Object.create(null) as Record<string, T>;

function headerLength(bytes: Uint8Array): number {
  if (bytes.length < 8) {
    throw new FormatError(
      `safetensors: a file begins with 8 bytes that tell the length of its header, ` +
        `but there are only ${bytes.length}; the file is cut off or empty.`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  const length = view.getUint32(4, true) * 2 ** 32 + view.getUint32(0, true);
  if (length > MAX_HEADER_BYTES) {
    throw new FormatError(
      `safetensors: bytes 0 to 8 give the header a length of ${length} bytes, but at most ${MAX_HEADER_BYTES} are ` +
        `allowed; this is no safetensors file, or a damaged one.`,
    );
  }
  if (8 + length > bytes.length) {
    throw new FormatError(
      `safetensors: the header should end at byte ${8 + length}, but the file ends at byte ${bytes.length}; ` +
        `it is cut off, so get it again.`,
    );
  }
  if (bytes[8] !== 0x7b || length === 0) {
    throw new FormatError(
      `safetensors: the header at byte 8 must begin with '{'; this is no safetensors file, or a damaged one.`,
    );
  }
  return length;
}

function readMetadata(reader: JsonReader): Record<string, string> {
  const metadata = createRecord<string>();
  reader.object((name) => {
    metadata[name] = reader.string(`a text in quotes for the metadata ${quote(name)}`);
  });
  return metadata;
}

function readEntry(reader: JsonReader, name: string): Entry {
  let element: ElementType | undefined;
  let shape: number[] | undefined;
  let offsets: number[] | undefined;
  reader.object((field) => {
    if (field === 'dtype') element = elementType(reader, name, reader.string());
    else if (field === 'shape') shape = readCounts(reader);
    else if (field === 'data_offsets') offsets = readCounts(reader);
    else reader.skip();
  });
  const problem = (text: string): never => reader.fail(`tensor ${quote(name)} ${text}`);
  if (!element) return problem('has no "dtype"');
  if (!shape) return problem('has no "shape"');
  if (!offsets) return problem('has no "data_offsets"');
  const [begin, end] = offsets;
  if (begin === undefined || end === undefined || offsets.length !== 2 || begin > end) {
    return problem(
      `has "data_offsets" ${quote(formatShape(offsets))}, but they must be a beginning and an end that does not come before it`,
    );
  }
  // a product past 2⁵³ may be rounded, but never down to a length that the file can have
  const size = sizeOf(shape) * element.bytes;
  if (size !== end - begin) {
    return problem(
      `has shape ${quote(formatShape(shape))} and so ${size} bytes, but its "data_offsets" hold ${end - begin}`,
    );
  }
  return { name, element, shape, begin, end };
}

function elementType(reader: JsonReader, name: string, dtype: string): ElementType {
  return (
    elementTypes.get(dtype) ??
    reader.fail(
      `tensor ${quote(name)} has dtype ${quote(dtype)}, but only ${[...elementTypes.keys()].join(', ')} can be read; ` +
        `convert it to one of them where the file is made`,
    )
  );
}

function readCounts(reader: JsonReader): number[] {
  const counts: number[] = [];
  reader.array(() => counts.push(reader.count()));
  return counts;
}
