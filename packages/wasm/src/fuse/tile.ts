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
