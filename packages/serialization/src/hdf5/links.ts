import { decodeUtf8, quote } from '../text.js';
import { readBTree1 } from './b-tree-1.js';
import { readBTree2 } from './b-tree-2.js';
import type { FileBytes, Section } from './bytes.js';
import { fail, unsupported } from './fail.js';
import { openFractalHeap } from './fractal-heap.js';
import { messageTypes, type ObjectHeader } from './object-header.js';

/** What a group holds: the headers' addresses by name, undefined for what stands in another place or file. */
export type Links = ReadonlyMap<string, number | undefined>;

interface Link {
  readonly name: string;
  readonly address: number | undefined;
  /** The how-manieth it was made, where the file keeps count. */
  readonly order: number | undefined;
}

/** Reads what a group holds, in the order in which it was made where the file tells, otherwise by name. */
export function readLinks(file: FileBytes, header: ObjectHeader, path: string): Links {
  const table = header.one(messageTypes.symbolTable);
  const links = table ? readSymbolTable(file, table) : readLinkMessages(file, header);
  const ordered = links.every(({ order }) => order !== undefined);
  links.sort((a, b) => (ordered ? a.order! - b.order! : a.name < b.name ? -1 : 1));
  const byName = new Map(links.map(({ name, address }) => [name, address]));
  if (byName.size < links.length) fail(`${path} holds two things of the same name; the file is damaged`);
  const wrong = links.find(({ name }) => name === '' || name.includes('/'));
  if (wrong)
    fail(`${path} holds something of the name ${quote(wrong.name)}, which cannot be; the file is damaged`);
  return byName;
}

function readLinkMessages(file: FileBytes, header: ObjectHeader): Link[] {
  return [...header.all(messageTypes.link), ...readDense(file, header)].map(readLink);
}

/** Links that are too many for the header. */
function readDense(file: FileBytes, header: ObjectHeader): Section[] {
  const info = header.one(messageTypes.linkInfo);
  if (!info) return [];
  info.version(0);
  info.skip(info.u8() & 1 ? 8 : 0);
  const [heapAddress, tree] = [info.address(), info.address()];
  if (heapAddress === undefined || tree === undefined) return [];
  const heap = openFractalHeap(file, heapAddress);
  return readBTree2(file, tree, 5).map((record) => {
    record.skip(4);
    return heap(record.bytes(7));
  });
}

function readLink(message: Section): Link {
  message.version(1);
  const flags = message.u8();
  const isElsewhere = (flags & 8) !== 0 && message.u8() !== 0;
  const order = flags & 4 ? message.length() : undefined;
  message.skip(flags & 16 ? 1 : 0);
  const name = message.text(message.uint(2 ** (flags & 3)));
  return { name, address: isElsewhere ? undefined : message.address(), order };
}

/** The older kind of group: names in a heap, entries in the leaves of a tree. */
function readSymbolTable(file: FileBytes, table: Section): Link[] {
  const [tree, heap] = [table.address(), table.address()];
  const names = readLocalHeap(file, heap);
  const links: Link[] = [];
  readBTree1(file, tree, {
    type: 0,
    keyBytes: 8,
    leaf: (_, address) => {
      const head = file.section(address, 8, 'group');
      head.signature('SNOD');
      head.version(1);
      head.skip(1);
      const count = head.u16();
      const entries = file.section(head.end, count * 40, 'group');
      for (let i = 0; i < count; i++) {
        const name = nameAt(names, entries.length());
        const at = entries.address();
        // kind 2 is a link by name
        const isElsewhere = entries.u32() === 2;
        entries.skip(20);
        links.push({ name, address: isElsewhere ? undefined : at, order: undefined });
      }
    },
  });
  return links;
}

function readLocalHeap(file: FileBytes, address: number | undefined): Section {
  const section = file.section(address, 32, "group's names");
  section.signature('HEAP');
  section.version(0);
  section.skip(3);
  const length = section.length();
  section.skip(8);
  return file.section(section.address(), length, "group's names");
}

function nameAt(names: Section, offset: number): string {
  if (offset >= names.end - names.begin) names.fail(`have no byte ${offset}`);
  const bytes = names.file.bytes.subarray(names.begin + offset, names.end);
  const end = bytes.indexOf(0);
  if (end < 0) names.fail(`do not end behind byte ${offset}`);
  return decodeUtf8(bytes.subarray(0, end), "HDF5: a group's name");
}

/** Says that a link is one of those that are not followed. */
export const refuseLink = (path: string): never =>
  unsupported(`${quote(path)} is a link to a place that has another name, or is in another file`);
