import type { Cell, SizeOptions } from '@sluice/cell';

/** What there is to know of a cell. */
export interface ZooEntry {
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

/** What there is to know of a cell, and options under which it is another one. */
export const entry = <O extends SizeOptions>(
  create: (options: O) => Cell,
  title: string,
  authors: string,
  year: number,
  ...variants: readonly Omit<O, keyof SizeOptions>[]
): ZooEntry => ({ title, authors, year, create: create as (options: SizeOptions) => Cell, variants });
