import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ErrorNote } from '../../../controls/error-note.js';
import type { Editor } from './create-editor.js';
import type { Problem } from './problems.js';
import './editor.css';

interface Props {
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly problem: Problem | undefined;
  readonly label: string;
  /** The id of what describes it. */
  readonly describedBy: string;
  /** Where the editor is found once it is there. */
  readonly editor: { current: Editor | undefined };
}

/** An editor, fetched when it is first shown; until then the text stands in its place. */
export function CodeEditor(props: Props): JSX.Element {
  const { text, onChange, problem, label, describedBy, editor } = props;
  const parent = useRef<HTMLDivElement>(null);
  const newest = useRef({ text, onChange });
  newest.current = { text, onChange };
  const [isThere, setThere] = useState(false);
  const [failure, setFailure] = useState<Error>();

  useEffect(() => {
    let isWanted = true;
    import('./create-editor.js').then(
      ({ createEditor }) => {
        if (!isWanted) return;
        editor.current = createEditor(parent.current!, {
          text: newest.current.text,
          describedBy,
          onChange: (changed) => newest.current.onChange(changed),
        });
        setThere(true);
      },
      (error: unknown) => isWanted && setFailure(error as Error),
    );
    return () => {
      isWanted = false;
      editor.current?.destroy();
      editor.current = undefined;
    };
  }, []);
  useEffect(() => editor.current?.setText(text), [text, isThere]);
  useEffect(() => editor.current?.setLabel(label), [label, isThere]);
  useEffect(() => editor.current?.setProblem(problem), [isThere, problem]);

  return (
    <div class="code-editor" ref={parent}>
      {!isThere && (
        <pre class="code-editor-waiting" aria-busy="true">
          {text}
        </pre>
      )}
      {failure && <ErrorNote error={failure} />}
    </div>
  );
}
