import type { Cell, CellEntry, SizeOptions } from '@sluice/cell';
import type { CellSpec } from './choice.js';
import { own } from './own-source.js';

/** Makes a cell of sizes. */
export type CreateCell = (sizes: SizeOptions) => Cell;

type Registry = Readonly<Record<string, CellEntry>>;

/** The packages of cells, the small ones first; each is fetched when a cell of it is wanted. */
const families: readonly (() => Promise<{ readonly registry: Registry }>)[] = [
  () => import('@sluice/rnn'),
  () => import('@sluice/lstm'),
  () => import('@sluice/gru'),
  () => import('@sluice/zoo'),
];

/**
 * The cell that a page has named, or whose text it has sent.
 *
 * @throws CellSourceError where the text is no cell.
 */
export async function loadCell({ name, source }: CellSpec): Promise<CreateCell> {
  if (name === own) {
    const { loadSource } = await import('./load-source.js');
    return loadSource(source ?? '');
  }
  for (const family of families) {
    const { registry } = await family();
    if (Object.hasOwn(registry, name)) return registry[name]!.create;
  }
  throw new Error(`There is no cell named '${name}'.`);
}
