/** Shape of the block of results that a micro-kernel keeps in registers: rows × vectors of four columns. */
export interface Tile {
  readonly rows: number;
  readonly vectors: number;
}

/**
 * The tile for products of so many rows. Sixteen vector registers hold the results, one row's vectors of the right
 * operand and one repeated element of the left.
 */
export function tileFor(rows: number): Tile {
  if (rows === 1) return { rows: 1, vectors: 8 };
  if (rows === 2) return { rows: 2, vectors: 4 };
  if (rows <= 4) return { rows, vectors: 3 };
  // Blocks of nearly the same height: 32 rows are 6 blocks of 6 or 5, not 5 of 6 and one of 2.
  return { rows: Math.ceil(rows / Math.ceil(rows / 6)), vectors: 2 };
}

/** Columns of a panel of the right operand. */
export const panelWidth = (rows: number): number => tileFor(rows).vectors * 4;
