import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { useText } from '../text/language.js';
import { highlight } from './highlight.js';
import { codeTexts } from './texts.js';
import './code.css';

interface Props {
  /** A program in TypeScript that runs when it is pasted into a new project. */
  readonly code: string;
  /** Words to mark, such as the one that names the cell. */
  readonly marked?: readonly string[];
  /** Whether it is open at first. */
  readonly open?: boolean;
}

/** The program that makes what the page shows, with a button that copies it. */
export function CodeView({ code, marked = [], open = false }: Props): JSX.Element {
  const text = useText(codeTexts);
  // A page that trains draws itself many times a second, and its program stays the same.
  const html = useMemo(() => mark(highlight(code), marked), [code, marked.join()]);
  return (
    <details class="code-view" open={open}>
      <summary>{text.title}</summary>
      <div class="code-tools">
        <span>{text.packages(packagesOf(code))}</span>
        <CopyButton text={code} />
      </div>
      <pre tabIndex={0} aria-label={text.title}>
        <code dangerouslySetInnerHTML={{ __html: html }} />
      </pre>
    </details>
  );
}

/** What has to be installed for it. */
const packagesOf = (code: string): string =>
  [...new Set([...code.matchAll(/from '(@sluice\/[\w-]+)/g)].map(([, name]) => name!))].join(' ');

/** Marks words that stand in a token of their own. */
const mark = (html: string, words: readonly string[]): string =>
  words.reduce((marked, word) => marked.replaceAll(`>${word}<`, `><mark>${word}</mark><`), html);

function CopyButton({ text: copied }: { readonly text: string }): JSX.Element {
  const text = useText(codeTexts);
  const [state, setState] = useState<'ready' | 'copied' | 'refused'>('ready');
  useEffect(() => {
    if (state === 'ready') return undefined;
    const timer = setTimeout(() => setState('ready'), 2500);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = (): void => {
    navigator.clipboard.writeText(copied).then(
      () => setState('copied'),
      () => setState('refused'),
    );
  };
  return (
    <button type="button" onClick={copy}>
      <span aria-live="polite">{text[state]}</span>
    </button>
  );
}
