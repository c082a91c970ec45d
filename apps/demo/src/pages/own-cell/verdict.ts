import { placeOf, type Place } from '../../cells/cell-source-error.js';
import type { CellGraph } from '../../graph/cell-graph.js';
import type { Answer } from '../../work/use-work.js';
import type { Checked } from './check-cell.js';
import type { Problem } from './editor/problems.js';

/** What is thought of the text in the editor. */
export type Verdict =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'fine'; readonly graph: CellGraph }
  | {
      readonly kind: 'problem';
      readonly message: string;
      readonly place: Place | undefined;
      /** As the editor shows it: what has no place stands at the top. */
      readonly problem: Problem;
    };

/** A check together with the text that was checked. */
export interface Check {
  readonly source: string;
  readonly checked: Checked;
}

/** What is thought of a text, given the newest answer, which may be about an older one. */
export function verdictOn(source: string, { value }: Pick<Answer<Check>, 'value'>): Verdict {
  if (value?.source !== source) return { kind: 'waiting' };
  const { checked } = value;
  if (checked.kind === 'fine') return checked;
  const { message, place } = checked;
  return { kind: 'problem', message, place, problem: { message, ...(place ?? { line: 1, column: 1 }) } };
}

/** What is said of a cell that had to be stopped: likely its first loop does not end. */
export const neverEnded = (source: string, message: string): Checked => ({
  kind: 'problem',
  message,
  place: placeOf(source, /\b(?:while|for|do)\b/g),
});
