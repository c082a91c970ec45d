import type { JSX } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { fitsAddress, ownSource, storedSource } from '../../cells/own-source.js';
import { useText } from '../../text/language.js';
import { formatAddress, readAddress } from '../../url/address.js';
import { ActionButton } from './action-button.js';
import { CodeEditor } from './editor/code-editor.js';
import type { Editor } from './editor/create-editor.js';
import type { Problem } from './editor/problems.js';
import { startingPoints, type StartingPoint } from './starting-points.js';
import { texts, type OwnCellTexts } from './texts.js';
import type { Source } from './use-source.js';
import type { Verdict } from './verdict.js';

interface Props {
  readonly source: Source;
  readonly verdict: Verdict;
}

/** The editor, what can be done with its text, and what is thought of it. */
export function EditorPanel({ source, verdict }: Props): JSX.Element {
  const text = useText(texts).editor;
  const editor = useRef<Editor | undefined>(undefined);
  const pending = useRef<string | undefined>(undefined);
  const [isWanted, want] = useState(false);
  const hint = useId();
  // What a link or another starting point has taken the place of.
  const [before] = useState(storedSource);
  const [start, setStart] = useState<string>(startingPoints.mgu);
  // While the next answer is on its way the last problem stays, so that lines do not jump at each letter.
  const shown = useRef<Problem | undefined>(undefined);
  if (verdict.kind !== 'waiting') {
    shown.current = verdict.kind === 'problem' ? verdict.problem : undefined;
  }
  const begin = (from: string): void => {
    setStart(from);
    want(true);
    // Without the editor there would be no undoing it.
    if (editor.current) source.replace(from);
    else pending.current = from;
  };
  const take = (ready: Editor | undefined): void => {
    editor.current = ready;
    if (pending.current !== undefined) source.replace(pending.current);
    pending.current = undefined;
  };
  return (
    <section
      class="panel own-editor"
      aria-label={text.title}
      onFocusIn={() => want(true)}
      onPointerEnter={() => want(true)}
    >
      <div class="own-tools" role="group" aria-label={text.tools}>
        <Starts before={before} current={source.text} onChoose={begin} />
        <button type="button" onClick={() => editor.current?.undo()}>
          {text.undo}
        </button>
        <button type="button" onClick={() => editor.current?.redo()}>
          {text.redo}
        </button>
        <button type="button" title={text.resetHint} onClick={() => begin(start)}>
          {text.reset}
        </button>
        <ActionButton
          label={text.share}
          done={text.shared}
          refused={text.refused}
          disabled={!fitsAddress(source.text)}
          act={() => navigator.clipboard.writeText(addressOf(source.text))}
        />
        <ActionButton
          label={text.copy}
          done={text.copied}
          refused={text.refused}
          act={() => navigator.clipboard.writeText(source.text)}
        />
        <button type="button" onClick={() => download(source.text)}>
          {text.download}
        </button>
      </div>
      <CodeEditor
        text={source.text}
        replaced={source.replaced}
        onChange={source.type}
        problem={shown.current}
        label={text.label}
        describedBy={hint}
        isWanted={isWanted}
        onReady={take}
      />
      <Status verdict={verdict} source={source} />
      <p class="caption" id={hint}>
        {text.hint}
      </p>
    </section>
  );
}

interface StartsProps {
  readonly before: string;
  readonly current: string;
  readonly onChoose: (source: string) => void;
}

function Starts({ before, current, onChoose }: StartsProps): JSX.Element {
  const text = useText(texts).editor;
  const names = Object.keys(startingPoints) as StartingPoint[];
  const isOther = !names.some((name) => startingPoints[name] === before);
  const chosen = names.find((name) => startingPoints[name] === current) ?? '';
  return (
    <select
      aria-label={text.start}
      value={chosen}
      onChange={({ currentTarget }) => {
        const { value } = currentTarget;
        const known = names.find((name) => name === value);
        if (value !== '') onChoose(known ? startingPoints[known] : before);
        currentTarget.value = chosen;
      }}
    >
      <option value="">{text.start}</option>
      {names.map((name) => (
        <option key={name} value={name}>
          {text.starts[name]}
        </option>
      ))}
      {isOther && <option value="before">{text.before}</option>}
    </select>
  );
}

function Status({ verdict, source }: Props): JSX.Element {
  const text = useText(texts).status;
  // Who listens is not told at each letter that it is looked at again.
  const last = useRef<Verdict>(verdict);
  if (verdict.kind !== 'waiting') last.current = verdict;
  const said = sayVerdict(last.current, text);
  return (
    <div class="own-status" data-kind={verdict.kind}>
      <p role="status">
        <span aria-hidden="true">{{ waiting: '…', fine: '✓', problem: '✕' }[verdict.kind]}</span> {said}
      </p>
      {!fitsAddress(source.settled) && <p>{text.tooLong}</p>}
      {!source.isKept && <p>{text.notKept}</p>}
    </div>
  );
}

function sayVerdict(verdict: Verdict, text: OwnCellTexts['status']): string {
  switch (verdict.kind) {
    case 'waiting':
      return text.loading;
    case 'fine':
      return text.fine;
    case 'problem':
      return verdict.place ? text.problem(verdict.place.line, verdict.message) : verdict.message;
  }
}

/** The address of this page with a cell in it. */
function addressOf(source: string): string {
  const { page, query } = readAddress();
  query.set('own', ownSource.write(source));
  return new URL(formatAddress({ page, query }), location.href).href;
}

function download(source: string): void {
  const url = URL.createObjectURL(new Blob([source], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'mine.ts';
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
