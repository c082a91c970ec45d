import type { Extension } from '@codemirror/state';
import { Decoration, ViewPlugin, type DecorationSet, type EditorView } from '@codemirror/view';
import { SugarHigh } from 'sugar-high/core';
import { tokenize } from 'sugar-high/lang/typescript';
import { longestCell } from '../longest-cell.js';

/** A stretch of text in one colour. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** The token's type, as the colours of the pages name it. */
  readonly type: string;
}

/** Types that look like the text around them. */
const plain: ReadonlySet<string> = new Set(['identifier', 'space', 'break']);

/** The coloured stretches of a program. */
export function stretchesOf(code: string): Stretch[] {
  if (code.length > longestCell) return [];
  const stretches: Stretch[] = [];
  let from = 0;
  for (const [kind, word] of tokenize(code, {})) {
    const to = from + word.length;
    const type = SugarHigh.TokenTypes[kind] ?? 'identifier';
    if (to > from && !plain.has(type)) stretches.push({ from, to, type });
    from = to;
  }
  return stretches;
}

const marks = new Map<string, Decoration>();

function markFor(type: string): Decoration {
  const known = marks.get(type);
  if (known) return known;
  const mark = Decoration.mark({ attributes: { style: `color: var(--sh-${type})` } });
  marks.set(type, mark);
  return mark;
}

const colours = ({ state }: EditorView): DecorationSet =>
  Decoration.set(
    stretchesOf(state.doc.toString()).map(({ from, to, type }) => markFor(type).range(from, to)),
  );

/** The colours of programs on all pages, by the same reader: an editor for a page of code needs no grammar of its own. */
export const highlighting: Extension = ViewPlugin.define(
  (view) => {
    const plugin = {
      decorations: colours(view),
      update({ docChanged, view: now }: { docChanged: boolean; view: EditorView }) {
        if (docChanged) plugin.decorations = colours(now);
      },
    };
    return plugin;
  },
  { decorations: ({ decorations }) => decorations },
);
