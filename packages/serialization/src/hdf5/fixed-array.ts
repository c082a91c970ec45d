import type { FileBytes, Section } from './bytes.js';
import { checkSum } from './checksum.js';

/** Where the chunk of a number stands; its length and mask are there only if the dataset has filters. */
export interface FixedArrayEntry {
  readonly number: number;
  readonly address: number | undefined;
  readonly bytes?: number;
  readonly mask: number;
}

/** Reads the index of a dataset whose number of chunks is known and does not change. */
export function readFixedArray(
  file: FileBytes,
  address: number,
  { isFiltered, count }: { isFiltered: boolean; count: number },
): FixedArrayEntry[] {
  const header = file.section(address, 28, 'index of chunks');
  header.signature('FAHD');
  header.version(0);
  if (header.u8() !== (isFiltered ? 1 : 0)) header.fail('does not fit the filters of its dataset');
  const [entryBytes, pageBits] = [header.u8(), header.u8()];
  const [entries, block] = [header.length(), header.address()];
  checkSum(header, address);
  if (entries !== count || entryBytes < (isFiltered ? 13 : 8) || entryBytes > 20 || pageBits > 31) {
    header.fail(`lists ${entries} chunks of ${count}`);
  }
  if (block === undefined) return [];
  // an index too long for one page has a bit for each that there is
  const pageEntries = 2 ** pageBits;
  const pages = entries > pageEntries ? Math.ceil(entries / pageEntries) : 0;
  const bitmapBytes = Math.ceil(pages / 8);
  const head = file.section(block, 14 + bitmapBytes, 'index of chunks');
  head.signature('FADB');
  head.version(0);
  head.skip(9);
  const bitmap = head.bytes(bitmapBytes);
  const list: FixedArrayEntry[] = [];
  const readPage = (begin: number, first: number, inPage: number): Section => {
    const page = file.section(begin, inPage * entryBytes + 4, 'index of chunks');
    for (let number = first; number < first + inPage; number++) {
      const entry = { number, address: page.address() };
      if (isFiltered) list.push({ ...entry, bytes: page.uint(entryBytes - 12), mask: page.u32() });
      else list.push({ ...entry, mask: 0 });
    }
    return page;
  };
  if (pages === 0) {
    checkSum(readPage(head.end, 0, entries), head.begin);
    return list;
  }
  const sum = file.section(head.end, 4, 'index of chunks');
  checkSum(sum, head.begin);
  for (let page = 0; page < pages; page++) {
    const isThere = ((bitmap[page >> 3]! << (page & 7)) & 0x80) !== 0;
    if (!isThere) continue;
    const begin = sum.end + page * (pageEntries * entryBytes + 4);
    const first = page * pageEntries;
    checkSum(readPage(begin, first, Math.min(pageEntries, entries - first)), begin);
  }
  return list;
}
