declare module 'virtual:cell-catalog' {
  import type { CatalogEntry } from './cells/catalog.js';

  export const catalog: readonly CatalogEntry[];
}
