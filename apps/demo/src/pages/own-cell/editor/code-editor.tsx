import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { highlight } from '../../../code/highlight.js';
import { ErrorNote } from '../../../controls/error-note.js';
import { longestCell } from '../longest-cell.js';
import type { createEditor, Editor } from './create-editor.js';
import type { Problem } from './problems.js';
import './editor.css';

interface Props {
  readonly text: string;
  /** Changes when it is the page that has changed the text, and no longer whoever types: the editor's own text is ahead of it. */
  readonly replaced: number;
  readonly onChange: (text: string) => void;
  readonly problem: Problem | undefined;
  readonly label: string;
  /** The id of what describes it. */
  readonly describedBy: string;
  /** Whether somebody is about to edit. */
  readonly isWanted: boolean;
  readonly onReady: (editor: Editor | undefined) => void;
}

/**
 * An editor, fetched when somebody is about to edit or there is a problem to show under its line. Until then a plain field that
 * looks the same holds the text, and can be typed in.
 */
export function CodeEditor(props: Props): JSX.Element {
  const { text, replaced, onChange, problem, label, describedBy, isWanted, onReady } = props;
  const parent = useRef<HTMLDivElement>(null);
  const plain = useRef<HTMLTextAreaElement>(null);
  const [create, failure] = useFetched(isWanted || problem !== undefined);
  const [isComposing, setComposing] = useState(false);
  const [editor, setEditor] = useState<Editor>();
  const newest = useRef({ text, onChange, onReady });
  newest.current = { text, onChange, onReady };

  useLayoutEffect(() => {
    // A syllable that is being put together would be lost.
    if (!create || isComposing || editor) return;
    const field = plain.current!;
    const made = create(parent.current!, {
      text: newest.current.text,
      describedBy,
      onChange: (changed) => newest.current.onChange(changed),
    });
    if (field.matches(':focus')) made.focus([field.selectionStart, field.selectionEnd]);
    setEditor(made);
    newest.current.onReady(made);
  }, [create, isComposing, editor]);
  useEffect(() => () => editor?.destroy(), [editor]);
  useEffect(() => editor?.setText(text), [replaced, editor]);
  useEffect(() => editor?.setLabel(label), [label, editor]);
  useEffect(() => editor?.setProblem(problem), [problem, editor]);

  return (
    <>
      <div class="code-editor" ref={parent}>
        {!editor && (
          <PlainField text={text}>
            <textarea
              ref={plain}
              aria-label={label}
              aria-describedby={describedBy}
              autocapitalize="off"
              autocomplete="off"
              spellcheck={false}
              wrap="off"
              value={text}
              onInput={(event) => onChange(event.currentTarget.value)}
              onCompositionStart={() => setComposing(true)}
              onCompositionEnd={() => setComposing(false)}
            />
          </PlainField>
        )}
      </div>
      {failure && <ErrorNote error={failure} />}
    </>
  );
}

/** Colours and line numbers behind a field whose own letters are not seen. */
function PlainField(props: { readonly text: string; readonly children: JSX.Element }): JSX.Element {
  const { text, children } = props;
  const html = useMemo(() => highlight(text.length > longestCell ? '' : text), [text]);
  const numbers = text
    .split('\n')
    .map((_, i) => i + 1)
    .join('\n');
  return (
    <div class="plain-field">
      <pre class="plain-numbers" aria-hidden="true">
        {numbers}
      </pre>
      <div class="plain-text">
        <pre aria-hidden="true" dangerouslySetInnerHTML={{ __html: `${html}\n` }} />
        {children}
      </div>
    </div>
  );
}

type CreateEditor = typeof createEditor;

function useFetched(isWanted: boolean): readonly [CreateEditor | undefined, Error | undefined] {
  const [create, setCreate] = useState<CreateEditor>();
  const [failure, setFailure] = useState<Error>();
  useEffect(() => {
    if (!isWanted) return;
    import('./create-editor.js').then(
      ({ createEditor }) => setCreate(() => createEditor),
      (error: unknown) => setFailure(error as Error),
    );
  }, [isWanted]);
  return [create, failure];
}
