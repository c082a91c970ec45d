import { history, historyKeymap, standardKeymap } from '@codemirror/commands';
import { EditorSelection, type ChangeSpec, type Extension, type StateCommand } from '@codemirror/state';
import { keymap } from '@codemirror/view';

const unit = '  ';

/** A new line that begins where this one does, and a step further in behind an open bracket. */
const newLine: StateCommand = ({ state, dispatch }) => {
  const changes = state.changeByRange(({ from, to }) => {
    const line = state.doc.lineAt(from);
    const before = line.text.slice(0, from - line.from);
    const after = state.sliceDoc(to, to + 1);
    const indent = /^\s*/.exec(before)![0];
    const isOpen = /[[({]\s*$/.test(before);
    const inner = `\n${indent}${isOpen ? unit : ''}`;
    const isClosed = isOpen && /[\])}]/.test(after);
    return {
      changes: { from, to, insert: isClosed ? `${inner}\n${indent}` : inner },
      range: EditorSelection.cursor(from + inner.length),
    };
  });
  dispatch(state.update(changes, { scrollIntoView: true, userEvent: 'input' }));
  return true;
};

/** Moves the chosen lines a step in, or out. */
const shift =
  (inwards: boolean): StateCommand =>
  ({ state, dispatch }) => {
    const changes: ChangeSpec[] = [];
    const { from, to } = state.selection.main;
    const [first, last] = [state.doc.lineAt(from).number, state.doc.lineAt(to).number];
    for (let number = first; number <= last; number++) {
      const { from: start, text } = state.doc.line(number);
      const indent = /^ {0,2}/.exec(text)![0].length;
      if (inwards) changes.push({ from: start, insert: unit });
      else changes.push({ from: start, to: start + indent });
    }
    dispatch(state.update({ changes, userEvent: inwards ? 'input.indent' : 'delete.dedent' }));
    return true;
  };

/** Tab is not among them: it leads out of the editor, as everywhere else. */
export const keys: Extension = [
  history(),
  keymap.of([
    { key: 'Enter', run: newLine, shift: newLine },
    { key: 'Mod-]', run: shift(true) },
    { key: 'Mod-[', run: shift(false) },
    ...standardKeymap,
    ...historyKeymap,
  ]),
];
