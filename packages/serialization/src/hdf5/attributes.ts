import { sizeOf } from '@sluice/math';
import { quote } from '../text.js';
import { readBTree2 } from './b-tree-2.js';
import type { FileBytes, Section } from './bytes.js';
import { readDataspace } from './dataspace.js';
import { readDatatype, type Datatype } from './datatype.js';
import { readTexts } from './elements.js';
import { fail, unsupported } from './fail.js';
import { openFractalHeap } from './fractal-heap.js';
import type { GlobalHeap } from './global-heap.js';
import { messageTypes, type ObjectHeader } from './object-header.js';

/** The attributes of a group or a dataset, of which those that are text can be read. */
export interface Attributes {
  /** A single text; undefined where there is no attribute of this name. */
  readonly text: (name: string) => string | undefined;
  /** A list of texts, of any length; undefined where there is no attribute of this name. */
  readonly texts: (name: string) => string[] | undefined;
}

interface Attribute {
  readonly type: Datatype;
  readonly shape: readonly number[] | undefined;
  readonly values: Section;
}

/** Reads the attributes of an object; `path` is named in messages. */
export function readAttributes(
  file: FileBytes,
  header: ObjectHeader,
  { heap, path }: { heap: GlobalHeap; path: string },
): Attributes {
  const attributes = new Map<string, Attribute>();
  for (const message of [...header.all(messageTypes.attribute), ...readDense(file, header)]) {
    const [name, attribute] = readAttribute(message);
    if (attributes.has(name)) fail(`${path} has two attributes ${quote(name)}; the file is damaged`);
    attributes.set(name, attribute);
  }
  const read = (name: string, isList: boolean): string[] | undefined => {
    const attribute = attributes.get(name);
    if (!attribute) return undefined;
    const { type, shape, values } = attribute;
    const where = `attribute ${quote(name)} of ${path}`;
    if (shape?.length !== (isList ? 1 : 0))
      fail(`${where} should be ${isList ? 'a list of texts' : 'one text'}`);
    const count = sizeOf(shape);
    // Python makes an empty list one of numbers
    return count === 0 ? [] : readTexts(values.restarted(), { type, count, heap, where });
  };
  return { text: (name) => read(name, false)?.[0], texts: (name) => read(name, true) };
}

function readAttribute(message: Section): [name: string, attribute: Attribute] {
  const version = message.u8();
  if (version < 1 || version > 3) unsupported(`an attribute is of version ${version}`);
  const flags = message.u8();
  if (version > 1 && flags !== 0) unsupported('an attribute shares its parts with others');
  const lengths = [message.u16(), message.u16(), message.u16()] as const;
  if (version === 3) message.skip(1);
  // version 1 fills each part up to a multiple of 8 bytes
  const part = (length: number, what: string): Section => {
    const section = message.part(length, what);
    if (version === 1) message.skip((8 - (length % 8)) % 8);
    return section;
  };
  const [name, type, space] = [
    part(lengths[0], "attribute's name"),
    part(lengths[1], "attribute's type"),
    part(lengths[2], "attribute's shape"),
  ];
  const attribute = {
    type: readDatatype(type),
    shape: readDataspace(space),
    values: message.part(message.left, "attribute's value"),
  };
  return [name.text(lengths[0]).replace(/\0.*$/s, ''), attribute];
}

/** Attributes that are too many or too large for the header. */
function readDense(file: FileBytes, header: ObjectHeader): Section[] {
  const info = header.one(messageTypes.attributeInfo);
  if (!info) return [];
  info.version(0);
  const flags = info.u8();
  info.skip(flags & 1 ? 2 : 0);
  const [heapAddress, tree] = [info.address(), info.address()];
  if (heapAddress === undefined || tree === undefined) return [];
  const heap = openFractalHeap(file, heapAddress);
  return readBTree2(file, tree, 8).map((record) => heap(record.bytes(8)));
}
