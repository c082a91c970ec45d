declare module 'virtual:cell-catalog' {
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

  export const catalog: readonly CatalogEntry[];
}
