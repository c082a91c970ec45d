import type { FileBytes, Section } from './bytes.js';
import { checkSum } from './checksum.js';

/** What each node begins with, and the checksum at its end. */
const OVERHEAD = 10;

/** Deeper than any tree that fits in a file. */
const MAX_DEPTH = 16;

/** How the nodes of one level are laid out. */
interface Level {
  /** How many records a node holds at most, and how many all below it do. */
  readonly records: number;
  readonly total: number;
  /** Bytes that count the records of a child, and those of all below the child. */
  readonly countBytes: number;
  readonly totalBytes: number;
}

/** Reads all records of a version 2 B-tree of a type, in their order. */
export function readBTree2(file: FileBytes, address: number, type: number): Section[] {
  const header = file.section(address, 38, 'B-tree');
  header.signature('BTHD');
  header.version(0);
  if (header.u8() !== type) header.fail(`should be of type ${type}`);
  const [nodeBytes, recordBytes, depth] = [header.u32(), header.u16(), header.u16()];
  header.skip(2);
  const [root, count, total] = [header.address(), header.u16(), header.length()];
  checkSum(header, address);
  if (depth > MAX_DEPTH || recordBytes === 0)
    header.fail(`has a depth of ${depth} and records of ${recordBytes} bytes`);
  const levels = layOut(nodeBytes, recordBytes, depth);
  const records: Section[] = [];
  const read = (at: number | undefined, recordsHere: number, height: number): void => {
    const { countBytes, totalBytes } = levels[height]!;
    const pointerBytes = height === 0 ? 0 : 8 + countBytes + totalBytes;
    const length = OVERHEAD + recordsHere * recordBytes + (height === 0 ? 0 : recordsHere + 1) * pointerBytes;
    if (length > nodeBytes) header.fail(`has a node of ${recordsHere} records, which do not fit in it`);
    const node = file.section(at, length, 'node of a B-tree');
    node.signature(height === 0 ? 'BTLF' : 'BTIN');
    node.version(0);
    if (node.u8() !== type) node.fail(`should be of type ${type}`);
    const own = Array.from({ length: recordsHere }, () => node.part(recordBytes, 'record of a B-tree'));
    const children = Array.from({ length: height === 0 ? 0 : recordsHere + 1 }, () => {
      const child = { at: node.address(), count: node.uint(countBytes) };
      node.skip(totalBytes);
      return child;
    });
    checkSum(node, node.begin);
    children.forEach((child, i) => {
      read(child.at, child.count, height - 1);
      if (i < own.length) records.push(own[i]!);
    });
    if (height === 0) records.push(...own);
  };
  if (total > 0) read(root, count, depth);
  if (records.length !== total) header.fail(`should hold ${total} records, but holds ${records.length}`);
  return records;
}

function layOut(nodeBytes: number, recordBytes: number, depth: number): Level[] {
  const levels: Level[] = [];
  for (let height = 0; height <= depth; height++) {
    const below = levels[height - 1];
    const countBytes = below ? bytesFor(levels[0]!.records) : 0;
    const totalBytes = below && height > 1 ? bytesFor(below.total) : 0;
    const pointerBytes = below ? 8 + countBytes + totalBytes : 0;
    const records = Math.floor((nodeBytes - OVERHEAD - pointerBytes) / (recordBytes + pointerBytes));
    const total = below ? (records + 1) * below.total + records : records;
    levels.push({ records, total, countBytes, totalBytes });
  }
  return levels;
}

/** How many bytes a number up to `limit` takes. */
const bytesFor = (limit: number): number => Math.floor(Math.log2(Math.max(1, limit)) / 8) + 1;
