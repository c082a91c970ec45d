/** Shape of the block of results that a micro-kernel keeps in registers: rows × vectors of four columns. */
export interface Tile {
  readonly rows: number;
  readonly vectors: number;
}

/**
 * The tile for products of so many rows.
 *
 * The results, a vector for each row, the panel's vectors and one product must fit into V8's 15 registers together. With
 * 4 × 8 results an inner step is 16 arithmetic instructions and 6 loads, so that arithmetic is what bounds it.
 */
export function tileFor(rows: number): Tile {
  // One row waits for its weights: the wider the stretch that it reads, the better they are fetched ahead.
  if (rows === 1) return { rows: 1, vectors: 6 };
  if (rows === 2) return { rows: 2, vectors: 4 };
  // Blocks of nearly the same height: 5 rows are 3 and 2, not 4 and 1.
  return { rows: Math.ceil(rows / Math.ceil(rows / 4)), vectors: 2 };
}

/** Inner extent that is worked on at a time, so that this part of a panel stays in the first-level cache. */
export const innerBlock = 256;

/** Columns of a panel of the right operand. */
export const panelWidth = (rows: number): number => tileFor(rows).vectors * 4;

/** Elements from one inner step to the next in a block of the left operand: whole vectors. */
export const leftBlockWidth = (rows: number): number => Math.ceil(rows / 4) * 4;

/** Blocks of one height, one below the other. */
export interface BlockRun {
  readonly count: number;
  readonly rows: number;
}

/** Rows of the left operand that stay in the second-level cache while every panel passes them. */
export type Chunk = readonly BlockRun[];

/** Bytes of the left operand in a chunk: a fraction of a second-level cache, which panels pass through too. */
const chunkBytes = 64 * 1024;

/**
 * Cuts the rows of a product into blocks for micro-kernels, and those into chunks: so many like `repeated`, and then `last`.
 * Blocks differ by at most one row.
 */
export function chunksOf(rows: number, inner: number): { repeated: Chunk; times: number; last: Chunk } {
  const tile = tileFor(rows).rows;
  const blocks = Math.ceil(rows / tile);
  const low = blocks * tile - rows;
  const high = blocks - low;
  const perChunk = Math.max(
    1,
    Math.floor(chunkBytes / (4 * tile * Math.min(Math.max(inner, 1), innerBlock))),
  );
  const times = blocks > perChunk ? Math.floor(high / perChunk) : 0;
  const runs = [
    { count: high - times * perChunk, rows: tile },
    { count: low, rows: tile - 1 },
  ];
  return { repeated: [{ count: perChunk, rows: tile }], times, last: runs.filter(({ count }) => count > 0) };
}

/** Elements that a chunk takes when its inner steps are brought side by side. */
export const chunkSize = (chunk: Chunk, inner: number): number =>
  chunk.reduce(
    (size, { count, rows }) => size + count * leftBlockWidth(rows) * Math.min(inner, innerBlock),
    0,
  );
