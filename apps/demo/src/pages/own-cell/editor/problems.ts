import {
  RangeSet,
  StateEffect,
  StateField,
  type EditorState,
  type Extension,
  type Text,
} from '@codemirror/state';
import {
  Decoration,
  EditorView,
  gutter,
  GutterMarker,
  WidgetType,
  type DecorationSet,
} from '@codemirror/view';

/** What is wrong with a text, and where; both count from 1. */
export interface Problem {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

const setProblem = StateEffect.define<Problem | undefined>();

/** Marks the line of a problem and says what it is below it; without one, takes the last away. */
export const showProblem = (view: EditorView, problem: Problem | undefined): void =>
  view.dispatch({ effects: setProblem.of(problem) });

/** The message, on a line of its own below the one that it is about. */
class Message extends WidgetType {
  constructor(readonly message: string) {
    super();
  }

  override eq(other: Message): boolean {
    return other.message === this.message;
  }

  override toDOM(): HTMLElement {
    const element = document.createElement('div');
    element.className = 'cm-problem';
    element.textContent = this.message;
    return element;
  }
}

class Dot extends GutterMarker {
  override toDOM(): HTMLElement {
    const element = document.createElement('span');
    element.className = 'cm-problem-dot';
    element.textContent = '✕';
    return element;
  }
}

const dot = new Dot();

/** What of a line is underlined: the word at the column, or all of it where there is none. */
export function underlined(text: string, column: number): readonly [number, number] {
  const start = Math.min(Math.max(column - 1, 0), text.length);
  const word = /^[\w$]+|^\S/.exec(text.slice(start))?.[0].length ?? 0;
  if (word > 0) return [start, start + word];
  return [text.length - text.trimStart().length, text.trimEnd().length];
}

function decorate(doc: Text, { message, line: number, column }: Problem): DecorationSet {
  const line = doc.line(Math.min(Math.max(number, 1), doc.lines));
  const [from, to] = underlined(line.text, column);
  return Decoration.set(
    [
      Decoration.line({ class: 'cm-problem-line' }).range(line.from),
      ...(to > from
        ? [Decoration.mark({ class: 'cm-problem-word' }).range(line.from + from, line.from + to)]
        : []),
      Decoration.widget({ widget: new Message(message), block: true, side: 1 }).range(line.to),
    ],
    true,
  );
}

const shown = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(before, { changes, effects, state: { doc } }) {
    let now = before.map(changes);
    for (const effect of effects) {
      if (effect.is(setProblem)) now = effect.value ? decorate(doc, effect.value) : Decoration.none;
    }
    return now;
  },
  provide: (field) => EditorView.decorations.from(field),
});

function dots(state: EditorState): RangeSet<GutterMarker> {
  const { value } = state.field(shown).iter();
  if (!value) return RangeSet.of<GutterMarker>([]);
  return RangeSet.of([dot.range(state.doc.lineAt(state.field(shown).iter().from).from)]);
}

/** Problems below their lines, with a mark beside the line's number. */
export const problems: Extension = [
  shown,
  gutter({ class: 'cm-problem-gutter', markers: ({ state }) => dots(state), initialSpacer: () => dot }),
];
