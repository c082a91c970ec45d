import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { FileButton } from '../../controls/file-button.js';
import { Choice } from '../../controls/choice.js';
import { ErrorNote } from '../../controls/error-note.js';
import { useNumbers, useText } from '../../text/language.js';
import type { Answer } from '../../work/use-work.js';
import { useSizes } from './sizes.js';
import type { TextNote, TextProblem } from './studio/clean-text.js';
import { texts } from './texts.js';
import type { TextFacts } from './work.js';

export type TextChoice = 'shakespeare' | 'korean' | 'own';

interface Props {
  readonly choice: TextChoice;
  readonly onChoice: (choice: TextChoice) => void;
  readonly onText: (text: string) => void;
  readonly onFiles: (files: readonly File[]) => void;
  readonly text: Answer<TextFacts | TextProblem | undefined>;
  readonly disabled: boolean;
}

/** A longer text is not put into the field: it would take long to show. */
const longestInField = 20_000;

/** The text to train on: one that comes with the page, or the visitor's. */
export function TextPanel({ choice, onChoice, onText, onFiles, text: answer, disabled }: Props): JSX.Element {
  const text = useText(texts);
  const [typed, setTyped] = useState('');
  const paste = (event: ClipboardEvent): void => {
    const pasted = event.clipboardData?.getData('text/plain') ?? '';
    if (pasted.length <= longestInField) return;
    event.preventDefault();
    onText(pasted);
  };
  return (
    <section class="panel" aria-labelledby="text-title">
      <h2 id="text-title">{text.textTitle}</h2>
      <Choice
        label={text.textChoice}
        value={choice}
        options={text.textNames}
        onChange={onChoice}
        disabled={disabled}
      />
      {choice === 'own' && (
        <div class="field">
          <label for="own-text">{text.ownText}</label>
          <textarea
            id="own-text"
            rows={5}
            placeholder={text.ownPlaceholder}
            value={typed}
            disabled={disabled}
            onInput={(event) => setTyped(event.currentTarget.value)}
            onPaste={paste}
          />
          <div class="buttons">
            <button type="button" class="primary" disabled={disabled} onClick={() => onText(typed)}>
              {text.useText}
            </button>
            <FileButton label={text.chooseText} onFiles={onFiles} disabled={disabled} />
          </div>
        </div>
      )}
      <TextReport answer={answer} />
    </section>
  );
}

function TextReport({
  answer: { value, error, waiting },
}: Pick<{ answer: Props['text'] }, 'answer'>): JSX.Element {
  const text = useText(texts);
  const format = useNumbers();
  const size = useSizes();
  const note = (one: TextNote): string => {
    switch (one.kind) {
      case 'decoded':
        return text.notes.decoded(one.encoding.toUpperCase());
      case 'rare':
        return text.notes.rare(format(one.count, {}));
      default:
        return text.notes[one.kind];
    }
  };
  const problem = (one: TextProblem): string => {
    switch (one.problem) {
      case 'tooShort':
        return text.textProblems.tooShort(format(one.characters));
      case 'tooLarge':
        return text.textProblems.tooLarge(size(one.bytes));
      default:
        return text.textProblems[one.problem];
    }
  };
  if (error) return <ErrorNote error={error} />;
  if (value && 'problem' in value) {
    return (
      <p class="note error" role="alert">
        {problem(value)}
      </p>
    );
  }
  return (
    <div class="text-report" aria-busy={waiting}>
      <p role="status">
        {value ? (
          <>
            <strong>{value.name}</strong>
            <br />
            {text.textFacts(format(value.characters, {}), format(value.distinct, {}))}
          </>
        ) : (
          <span class="soft">{waiting ? text.readingText : text.problems['noText']}</span>
        )}
      </p>
      {value && value.notes.length > 0 && (
        <ul class="notes">
          {value.notes.map((one) => (
            <li key={one.kind}>{note(one)}</li>
          ))}
        </ul>
      )}
      {value && (
        <details>
          <summary>{text.beginning}</summary>
          <p class="prose beginning" tabIndex={0}>
            {value.beginning}
          </p>
        </details>
      )}
    </div>
  );
}
