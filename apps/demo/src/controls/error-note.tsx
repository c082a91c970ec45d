import type { JSX } from 'preact';
import { useText } from '../text/language.js';
import { controlTexts } from './texts.js';

interface Props {
  readonly error: Error;
  readonly onRetry?: () => void;
}

/** What went wrong, in the words of whoever noticed it, and a way out. */
export function ErrorNote({ error, onRetry }: Props): JSX.Element {
  const text = useText(controlTexts);
  return (
    <div class="note error" role="alert">
      <p>
        <strong>{text.wentWrong}</strong> <span class="problem">{error.message}</span>
      </p>
      {onRetry && (
        <button type="button" onClick={onRetry}>
          {text.tryAgain}
        </button>
      )}
    </div>
  );
}
