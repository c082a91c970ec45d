import { oneOf, several, type Field } from '../url/fields.js';
import { catalog } from './catalog.js';
import { own, storedSource } from './own-source.js';
import { trust } from './trusted.js';

/** A cell as a worker is told of it: by its registered name, or by its text. */
export interface CellSpec {
  readonly name: string;
  /** The text of the visitor's own cell, where the name is `own`. */
  readonly source?: string;
}

const isKnown = (word: string): boolean => word === own || catalog.has(word);

/** The cell of a view, in its address. Beside it stands a field `own: ownSource`. */
export const cellField = (initial: string): Field<string> => oneOf(initial, [...catalog.keys(), own]);

/** Several cells of a view. */
export const cellsField = (...initial: readonly string[]): Field<readonly string[]> =>
  several(initial, isKnown);

/** What is sent to the worker for a name, given the text that the address holds. */
export const cellSpec = (name: string, source: string): CellSpec =>
  name === own ? { name, source: source || storedSource() } : { name };

/** What changes in an address when somebody chooses a cell: with his own, its text goes into it, so that it can be shared. */
export function withOwn(names: readonly string[]): { own: string } {
  if (!names.includes(own)) return { own: '' };
  const source = storedSource();
  // Later there may be another in its place, but this one is still the visitor's.
  trust(source);
  return { own: source };
}
