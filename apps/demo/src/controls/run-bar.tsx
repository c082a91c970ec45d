import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useText } from '../text/language.js';
import type { RunStatus } from '../work/use-run.js';
import { controlTexts } from './texts.js';

interface Props {
  readonly status: RunStatus;
  /** How much is done, 0 to 1. */
  readonly done: number;
  /** What is known beside that: `step 340 of 2000 · 12 s left`. */
  readonly detail?: string | undefined;
  readonly onStart: () => void;
  readonly onPause: () => void;
  readonly onResume: () => void;
  readonly onCancel: () => void;
  /** Words for the first button, where `Train` is not what it does. */
  readonly startLabel?: string;
  readonly disabled?: boolean;
}

/** The buttons of a run and how far it is. While it runs the tab's title says so too, for whoever looks elsewhere. */
export function RunBar(props: Props): JSX.Element {
  const { status, done, detail, onStart, onPause, onResume, onCancel, startLabel, disabled } = props;
  const text = useText(controlTexts);
  const isUnderWay = status === 'running' || status === 'paused' || status === 'starting';
  const percent = Math.round(100 * done);
  useTitle(isUnderWay ? `${status === 'paused' ? '❚❚' : '▶'} ${percent} %` : undefined);
  return (
    <div class="run-bar">
      {!isUnderWay && (
        <button type="button" class="primary" onClick={onStart} disabled={disabled}>
          {startLabel ?? (status === 'idle' ? text.start : text.again)}
        </button>
      )}
      {status === 'starting' && (
        <button type="button" class="primary" disabled>
          {text.starting}
        </button>
      )}
      {status === 'running' && (
        <button type="button" class="primary" onClick={onPause}>
          {text.pause}
        </button>
      )}
      {status === 'paused' && (
        <button type="button" class="primary" onClick={onResume}>
          {text.resume}
        </button>
      )}
      <button type="button" onClick={onCancel} disabled={!isUnderWay}>
        {text.cancel}
      </button>
      <progress value={done} max={1} aria-label={text.status[status]} />
      <span class="run-detail">
        <span role="status">{text.status[status]}</span>
        {detail && ` · ${detail}`}
      </span>
    </div>
  );
}

function useTitle(prefix: string | undefined): void {
  useEffect(() => {
    if (prefix === undefined) return undefined;
    const before = document.title;
    document.title = `${prefix} · ${before}`;
    return () => {
      // Another page has a title of its own by now.
      if (document.title === `${prefix} · ${before}`) document.title = before;
    };
  }, [prefix]);
}
