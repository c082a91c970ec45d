import { catalog as entries } from 'virtual:cell-catalog';

/** What a page knows of a registered cell. */
export interface CatalogEntry {
  /** The word that makes it: `lstm`. */
  readonly name: string;
  /** What the paper calls it. */
  readonly title: string;
  readonly authors: string;
  readonly year: number;
  /** The package that exports it. */
  readonly from: string;
}

/** All registered cells by name. */
export const catalog: ReadonlyMap<string, CatalogEntry> = new Map(
  entries.map((entry) => [entry.name, entry]),
);

/** The three that everybody has read of. */
export const wellKnown = ['rnn', 'lstm', 'gru'] as const;
