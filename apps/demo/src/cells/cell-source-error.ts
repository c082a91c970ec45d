/** Where something stands in a text; both count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/**
 * What is wrong with the text of a cell, and where. The message says the place too, since it is all that a worker's error keeps on
 * its way to the page.
 */
export class CellSourceError extends Error {
  override readonly name = 'CellSourceError';
  readonly line: number | undefined;
  readonly column: number | undefined;

  constructor(
    /** The message without the place. */
    readonly problem: string,
    place?: Place,
    options?: ErrorOptions,
  ) {
    super(`${place ? `Your cell, line ${place.line}` : 'Your cell'}: ${problem}`, options);
    this.line = place?.line;
    this.column = place?.column;
  }
}

/** The place of a character that is known by its index. */
export function placeAt(text: string, index: number): Place {
  const before = text.slice(0, index);
  return { line: before.split('\n').length, column: index - before.lastIndexOf('\n') };
}

/** Where a pattern begins, the first time or the last; undefined where it is not. */
export function placeOf(text: string, pattern: RegExp, which: 'first' | 'last' = 'first'): Place | undefined {
  const found = [...text.matchAll(pattern)].at(which === 'first' ? 0 : -1);
  return found && placeAt(text, found.index + found[0].search(/\S/));
}
