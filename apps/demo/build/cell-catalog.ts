import type { Plugin } from 'vite';
import type { CatalogEntry } from '../src/cells/catalog.js';

const families = ['rnn', 'lstm', 'gru', 'zoo'];
const id = 'virtual:cell-catalog';

/** Every registered cell and the package that it comes from. */
export async function readCatalog(): Promise<CatalogEntry[]> {
  const entries: CatalogEntry[] = [];
  for (const family of families) {
    const from = `@sluice/${family}`;
    const { registry } = (await import(from)) as {
      registry: Record<string, Omit<CatalogEntry, 'name' | 'from'>>;
    };
    for (const [name, { title, authors, year }] of Object.entries(registry)) {
      entries.push({ name, title, authors, year, from });
    }
  }
  return entries;
}

/** What the page needs to know of the registries, without the cells themselves, which only workers load. */
export const cellCatalog = (): Plugin => ({
  name: 'cell-catalog',
  resolveId: (source) => (source === id ? `\0${id}` : undefined),
  async load(resolved) {
    if (resolved !== `\0${id}`) return undefined;
    return `export const catalog = ${JSON.stringify(await readCatalog())};`;
  },
});
