import { catalog as entries, type CatalogEntry } from 'virtual:cell-catalog';

/** All registered cells by name. */
export const catalog: ReadonlyMap<string, CatalogEntry> = new Map(
  entries.map((entry) => [entry.name, entry]),
);

/** The three that everybody has read of. */
export const wellKnown = ['rnn', 'lstm', 'gru'] as const;
