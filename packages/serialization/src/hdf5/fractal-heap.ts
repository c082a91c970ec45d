import { readBTree2 } from './b-tree-2.js';
import type { FileBytes, Section } from './bytes.js';
import { checkInnerSum, checkSum } from './checksum.js';
import { unsupported } from './fail.js';

/** Finds the object that an identifier stands for. */
export type FractalHeap = (id: Uint8Array) => Section;

/**
 * What the header says of the heap. Blocks stand in rows of `width`; each row's are twice as large, but for the
 * second.
 */
interface Header {
  readonly address: number;
  readonly idBytes: number;
  readonly hasChecksums: boolean;
  readonly maxManaged: number;
  readonly hugeTree: number | undefined;
  readonly width: number;
  readonly firstBlock: number;
  readonly largestBlock: number;
  /** Bytes of an offset in the heap. */
  readonly offsetBytes: number;
  readonly root: number | undefined;
  readonly rootRows: number;
}

/** Opens a fractal heap, in which links and attributes stand where there are many. */
export function openFractalHeap(file: FileBytes, address: number): FractalHeap {
  const header = readHeader(file, address);
  const checked = new Set<number>();
  const lengthBytes = Math.min(
    Math.ceil(Math.log2(header.largestBlock) / 8),
    Math.floor(Math.log2(Math.max(1, header.maxManaged)) / 8) + 1,
  );
  return (id) => {
    const field = (begin: number, bytes: number): number =>
      id.subarray(begin, begin + bytes).reduce((sum, byte, i) => sum + byte * 2 ** (8 * i), 0);
    const kind = (id[0]! >> 4) & 3;
    if (kind === 0) {
      const length = field(1 + header.offsetBytes, lengthBytes);
      return managedObject(file, header, { offset: field(1, header.offsetBytes), length, checked });
    }
    return kind === 1
      ? hugeObject(file, header, field)
      : unsupported('a small object stands in its own address');
  };
}

function readHeader(file: FileBytes, address: number): Header {
  const section = file.section(address, 146, 'fractal heap');
  section.signature('FRHP');
  section.version(0);
  const idBytes = section.u16();
  if (section.u16() > 0) unsupported('a group is compressed');
  const hasChecksums = (section.u8() & 2) !== 0;
  const maxManaged = section.u32();
  section.skip(8);
  const hugeTree = section.address();
  section.skip(80);
  const [width, firstBlock, largestBlock] = [section.u16(), section.length(), section.length()];
  const offsetBits = section.u16();
  section.skip(2);
  const [root, rootRows] = [section.address(), section.u16()];
  checkSum(section, address);
  if (
    ![width, firstBlock, largestBlock].every(isPowerOfTwo) ||
    firstBlock > largestBlock ||
    offsetBits > 64
  ) {
    section.fail('has blocks of sizes that make no sense');
  }
  const offsetBytes = Math.ceil(offsetBits / 8);
  return {
    address,
    idBytes,
    hasChecksums,
    maxManaged,
    hugeTree,
    width,
    firstBlock,
    largestBlock,
    offsetBytes,
    root,
    rootRows,
  };
}

/** An object in one of the heap's blocks, which is found by going down from the root. */
function managedObject(
  file: FileBytes,
  header: Header,
  { offset, length, checked }: { offset: number; length: number; checked: Set<number> },
): Section {
  let [block, rows, within] = [header.root, header.rootRows, offset];
  let size = header.firstBlock;
  while (rows > 0) {
    const { row, column, begin } = placeOf(header, within);
    if (row >= rows) file.section(header.address, 4, 'fractal heap').fail(`has no byte ${offset}`);
    const index = row * header.width + column;
    block = readEntry(file, header, { block, rows, index, checked });
    within -= begin;
    size = blockSize(header, row);
    rows = row < directRows(header) ? 0 : Math.log2(size / header.firstBlock / header.width) + 1;
  }
  const direct = file.section(block, size, 'block of a fractal heap');
  if (!checked.has(direct.begin)) checkBlock(direct, header, 'FHDB');
  checked.add(direct.begin);
  direct.position = direct.begin + Math.min(within, size);
  return direct.part(length, 'object in a fractal heap');
}

/** The row and column of the block that holds a byte, and the byte that it begins with. */
function placeOf(
  { width, firstBlock }: Header,
  offset: number,
): { row: number; column: number; begin: number } {
  const rowBytes = width * firstBlock;
  const row = offset < rowBytes ? 0 : Math.floor(Math.log2(offset / rowBytes)) + 1;
  const rowBegin = row === 0 ? 0 : rowBytes * 2 ** (row - 1);
  const size = firstBlock * 2 ** Math.max(row - 1, 0);
  const column = Math.floor((offset - rowBegin) / size);
  return { row, column, begin: rowBegin + column * size };
}

const blockSize = ({ firstBlock }: Header, row: number): number => firstBlock * 2 ** Math.max(row - 1, 0);

/** How many rows consist of blocks that hold objects; those of further rows hold blocks. */
const directRows = ({ firstBlock, largestBlock }: Header): number => Math.log2(largestBlock / firstBlock) + 2;

/** Where a block's entry says that the block below stands. */
function readEntry(
  file: FileBytes,
  header: Header,
  {
    block,
    rows,
    index,
    checked,
  }: { block: number | undefined; rows: number; index: number; checked: Set<number> },
): number | undefined {
  const head = 13 + header.offsetBytes;
  const section = file.section(block, head + 8 * rows * header.width + 4, 'block of a fractal heap');
  if (!checked.has(section.begin)) {
    section.signature('FHIB');
    section.position = section.end - 4;
    checkSum(section, section.begin);
  }
  checked.add(section.begin);
  section.position = section.begin + head + 8 * index;
  return section.address();
}

function checkBlock(block: Section, { hasChecksums, offsetBytes }: Header, letters: string): void {
  block.signature(letters);
  block.version(0);
  if (!hasChecksums) return;
  block.skip(8 + offsetBytes);
  checkInnerSum(block);
}

/** An object that is too large for a block; it stands by itself. */
function hugeObject(
  file: FileBytes,
  { idBytes, hugeTree, address }: Header,
  field: (begin: number, bytes: number) => number,
): Section {
  // an identifier that has the space says it all
  if (idBytes >= 17) return file.section(field(1, 8), field(9, 8), 'large object');
  const number = field(1, idBytes - 1);
  const record =
    hugeTree === undefined
      ? undefined
      : readBTree2(file, hugeTree, 1).find((candidate) => {
          const id = candidate.restarted();
          id.skip(16);
          return id.length() === number;
        });
  if (!record) return file.section(address, 4, 'fractal heap').fail(`has no large object ${number}`);
  return file.section(record.address(), record.length(), 'large object');
}

const isPowerOfTwo = (value: number): boolean => value > 0 && Number.isInteger(Math.log2(value));
