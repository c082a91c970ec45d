import { redo, undo } from '@codemirror/commands';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, lineNumbers } from '@codemirror/view';
import { highlighting } from './highlighting.js';
import { keys } from './keys.js';
import { problems, showProblem, type Problem } from './problems.js';

/** An editor in the page. */
export interface Editor {
  /** Puts a text in place of what is there; it can be undone as any other change. */
  setText(text: string): void;
  setProblem(problem: Problem | undefined): void;
  /** Names it in the language of whoever looks. */
  setLabel(label: string): void;
  undo(): void;
  redo(): void;
  /** Puts the cursor into it, or chooses what lies between two places. */
  focus(range?: readonly [number, number]): void;
  destroy(): void;
}

interface EditorOptions {
  readonly text: string;
  /** The id of what describes it: its keys, and how to leave it. */
  readonly describedBy: string;
  readonly onChange: (text: string) => void;
}

/** Makes an editor for TypeScript. */
export function createEditor(parent: HTMLElement, options: EditorOptions): Editor {
  const { text, describedBy, onChange } = options;
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        problems,
        drawSelection(),
        highlightActiveLine(),
        keys,
        highlighting,
        EditorState.tabSize.of(2),
        EditorView.contentAttributes.of({
          'aria-describedby': describedBy,
          tabindex: '0',
          autocapitalize: 'off',
          autocorrect: 'off',
          spellcheck: 'false',
        }),
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (docChanged) onChange(state.doc.toString());
        }),
      ],
    }),
  });
  return {
    setText(next) {
      if (next === view.state.doc.toString()) return;
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert: next },
        selection: { anchor: 0 },
      });
    },
    setProblem: (problem) => showProblem(view, problem),
    setLabel: (label) => view.contentDOM.setAttribute('aria-label', label),
    undo: () => void undo(view),
    redo: () => void redo(view),
    focus(range) {
      if (range) view.dispatch({ selection: { anchor: range[0], head: range[1] } });
      view.focus();
    },
    destroy: () => view.destroy(),
  };
}
