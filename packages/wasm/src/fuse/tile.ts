/** Shape of the block of results that a micro-kernel keeps in registers: rows × vectors of four columns. */
export interface Tile {
  readonly rows: number;
  readonly vectors: number;
}

/**
 * The tile for products of so many rows.
 *
 * V8 loads all operands of a turn of the loop before it multiplies any. So the results, a vector for each row and the
 * panel's vectors must fit into its 15 registers together, and a turn does one inner step: on an x86-64 core with Node 20
 * a tile of 4 × 8 reaches 32 GFLOP/s so, one of 6 × 8 spills and reaches 23, and unrolled eight times 14.
 */
export function tileFor(rows: number): Tile {
  if (rows === 1) return { rows: 1, vectors: 4 };
  if (rows === 2) return { rows: 2, vectors: 4 };
  // Blocks of nearly the same height: 5 rows are 3 and 2, not 4 and 1.
  return { rows: Math.ceil(rows / Math.ceil(rows / 4)), vectors: 2 };
}

/** Columns of a panel of the right operand. */
export const panelWidth = (rows: number): number => tileFor(rows).vectors * 4;
