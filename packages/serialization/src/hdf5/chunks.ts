import { sizeOf } from '@sluice/math';
import { readBTree1 } from './b-tree-1.js';
import type { FileBytes, Section } from './bytes.js';
import { fail } from './fail.js';
import { readFixedArray } from './fixed-array.js';
import { unpack, type Filter } from './filters.js';
import type { Chunked } from './layout.js';

/** A piece of a dataset in the file. */
export interface Chunk {
  /** Its first element, along each axis. */
  readonly offset: readonly number[];
  readonly address: number | undefined;
  /** Bytes in the file. */
  readonly bytes: number;
  /** A bit for each filter that was left out. */
  readonly mask: number;
}

/** What is known of a dataset that is stored in chunks. */
export interface ChunkedDataset {
  readonly shape: readonly number[];
  /** Bytes of an element. */
  readonly elementBytes: number;
  readonly layout: Chunked;
  readonly filters: readonly Filter[];
  readonly where: string;
}

/** Puts the chunks of a dataset where they belong in `target`, which is filled already with what is not in any. */
export function readChunks(file: FileBytes, dataset: ChunkedDataset, target: Uint8Array): void {
  const { shape, elementBytes, layout, filters, where } = dataset;
  if (
    layout.chunk.length !== shape.length ||
    layout.elementBytes !== elementBytes ||
    layout.chunk.includes(0)
  ) {
    fail(`${where} has chunks that do not fit its shape; the file is damaged`);
  }
  const length = sizeOf(layout.chunk) * elementBytes;
  const seen = new Set<string>();
  for (const chunk of listChunks(file, dataset, length)) {
    const { offset, address, bytes, mask } = chunk;
    if (address === undefined) continue;
    const key = offset.join();
    if (offset.some((at, i) => at % layout.chunk[i]! !== 0 || at >= shape[i]!) || seen.has(key)) {
      fail(`${where} has a chunk at [${offset.join(', ')}], where none can be; the file is damaged`);
    }
    seen.add(key);
    file.take(filters.length > 0 ? 2 * length : 0, where);
    const packed = file.section(address, bytes, 'chunk').bytes(bytes);
    copyChunk(unpack(packed, { filters, mask, length, where: `a chunk of ${where}` }), {
      chunk,
      dataset,
      target,
    });
  }
}

function listChunks(
  file: FileBytes,
  { shape, layout, filters, where }: ChunkedDataset,
  length: number,
): Chunk[] {
  const { chunk, index, address } = layout;
  if (address === undefined) return [];
  const chunks: Chunk[] = [];
  const counts = shape.map((size, i) => Math.ceil(size / chunk[i]!));
  const positioned = (number: number, rest: Omit<Chunk, 'offset'>): Chunk => ({
    offset: counts.map((count, i) => (Math.floor(number / sizeOf(counts.slice(i + 1))) % count) * chunk[i]!),
    ...rest,
  });
  switch (index.kind) {
    case 'tree':
      readBTree1(file, address, {
        type: 1,
        keyBytes: 8 * (chunk.length + 2),
        leaf: (key, at) => chunks.push(readKey(key, at, chunk.length)),
      });
      return chunks;
    case 'single':
      return [positioned(0, { address, bytes: index.bytes ?? length, mask: index.mask })];
    case 'implicit':
      file.section(address, sizeOf(counts) * length, `dataset ${where}`);
      return Array.from({ length: sizeOf(counts) }, (_, i) =>
        positioned(i, { address: address + i * length, bytes: length, mask: 0 }),
      );
    case 'fixedArray':
      return readFixedArray(file, address, { isFiltered: filters.length > 0, count: sizeOf(counts) }).map(
        ({ number, bytes = length, ...rest }) => positioned(number, { bytes, ...rest }),
      );
  }
}

function readKey(key: Section, address: number | undefined, rank: number): Chunk {
  const [bytes, mask] = [key.u32(), key.u32()];
  return { offset: Array.from({ length: rank }, () => key.length()), address, bytes, mask };
}

/** Copies what of a chunk lies inside of the dataset, row by row. */
function copyChunk(
  bytes: Uint8Array,
  { chunk: { offset }, dataset, target }: { chunk: Chunk; dataset: ChunkedDataset; target: Uint8Array },
): void {
  const { shape, elementBytes, layout } = dataset;
  const inside = offset.map((at, i) => Math.min(layout.chunk[i]!, shape[i]! - at));
  const rowBytes = inside.at(-1)! * elementBytes;
  const rows = sizeOf(inside.slice(0, -1));
  for (let row = 0; row < rows; row++) {
    let [rest, from, to] = [row, 0, offset.at(-1)!];
    let [fromStride, toStride] = [layout.chunk.at(-1)!, shape.at(-1)!];
    for (let axis = shape.length - 2; axis >= 0; axis--) {
      const position = rest % inside[axis]!;
      rest = Math.floor(rest / inside[axis]!);
      from += position * fromStride;
      to += (offset[axis]! + position) * toStride;
      fromStride *= layout.chunk[axis]!;
      toStride *= shape[axis]!;
    }
    target.set(bytes.subarray(from * elementBytes, from * elementBytes + rowBytes), to * elementBytes);
  }
}
