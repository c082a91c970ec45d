import type { FileBytes, Section } from './bytes.js';

/** Reads the objects that stand in the file's global heap: text of any length. */
export type GlobalHeap = (address: number, index: number, length: number) => Uint8Array;

/** Opens the global heap, each collection of which is read once. */
export function openGlobalHeap(file: FileBytes): GlobalHeap {
  const collections = new Map<number, Map<number, Section>>();
  return (address, index, length) => {
    let collection = collections.get(address);
    if (!collection) collections.set(address, (collection = readCollection(file, address)));
    const found = collection.get(index)?.restarted();
    if (!found || found.left < length) {
      return file
        .section(address, 16, 'global heap')
        .fail(`has no ${length} bytes under the number ${index}`);
    }
    return found.bytes(length);
  };
}

function readCollection(file: FileBytes, address: number): Map<number, Section> {
  const head = file.section(address, 16, 'global heap');
  head.signature('GCOL');
  head.version(1);
  head.skip(3);
  const length = head.length();
  if (length < 16) head.fail(`says that it has ${length} bytes`);
  const objects = new Map<number, Section>();
  const body = file.section(address + 16, length - 16, 'global heap');
  while (body.left >= 16) {
    const index = body.u16();
    body.skip(6);
    const size = body.length();
    // what is free stands at the end under the number 0
    if (index === 0) break;
    if (objects.has(index)) body.fail(`holds the number ${index} twice`);
    objects.set(index, body.part(size));
    body.skip(Math.min((8 - (size % 8)) % 8, body.left));
  }
  return objects;
}
