import type { CatalogEntry } from 'virtual:cell-catalog';
import type { Plugin } from 'vite';

const packages = ['@sluice/rnn', '@sluice/lstm', '@sluice/gru', '@sluice/zoo'];
const id = 'virtual:cell-catalog';

type Registry = Readonly<Record<string, Omit<CatalogEntry, 'name' | 'from'>>>;

/** What registries say, without the cells themselves: only workers load those. */
const catalogOf = (registries: readonly Registry[], packages: readonly string[]): CatalogEntry[] =>
  registries.flatMap((registry, i) =>
    Object.entries(registry).map(([name, { title, authors, year }]) => ({
      name,
      title,
      authors,
      year,
      from: packages[i]!,
    })),
  );

const readCatalog = async (): Promise<CatalogEntry[]> => {
  const modules = packages.map((name) => import(name) as Promise<{ readonly registry: Registry }>);
  return catalogOf(
    (await Promise.all(modules)).map(({ registry }) => registry),
    packages,
  );
};

/** Every registered cell as data, read while the pages are built, which takes built packages. */
export const cellCatalog = (): Plugin =>
  virtual(async () => `export const catalog = ${JSON.stringify(await readCatalog())};`);

/** The same, read whenever a module wants it: for tests, which run on sources. */
export const liveCellCatalog = (): Plugin =>
  virtual(
    () => `
      ${packages.map((name, i) => `import { registry as r${i} } from '${name}';`).join('\n')}
      const catalogOf = ${catalogOf.toString()};
      export const catalog = catalogOf([${packages.map((_, i) => `r${i}`).join()}], ${JSON.stringify(packages)});`,
  );

const virtual = (write: () => string | Promise<string>): Plugin => ({
  name: 'cell-catalog',
  resolveId: (source) => (source === id ? `\0${id}` : undefined),
  load: (resolved) => (resolved === `\0${id}` ? write() : undefined),
});
