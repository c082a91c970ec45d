import type { Cell } from './cell.js';
import type { SizeOptions } from './define-cell.js';

/** What there is to know of a cell: a line of the `registry` that each package of cells has. */
export interface CellEntry {
  /** What the paper calls it. */
  readonly title: string;
  /** Who wrote the paper; its title stands in the cell's own documentation. */
  readonly authors: string;
  readonly year: number;
  /** Makes the cell; it needs no more than sizes. */
  readonly create: (options: SizeOptions) => Cell;
  /** Options under which the cell is another one; the tests try each. */
  readonly variants: readonly object[];
}

/**
 * Makes a line of a registry.
 *
 * @param variants - options under which the cell is another one.
 *
 * @example
 * ```ts
 * import { cellEntry } from '@sluice/cell';
 * import { gru } from '@sluice/gru';
 * const registry = { gru: cellEntry(gru, 'GRU', 'Cho et al.', 2014, { resetAfter: false }) };
 * ```
 */
export const cellEntry = <O extends SizeOptions>(
  create: (options: O) => Cell,
  title: string,
  authors: string,
  year: number,
  ...variants: readonly Omit<O, keyof SizeOptions>[]
): CellEntry => ({ title, authors, year, create: create as (options: SizeOptions) => Cell, variants });
