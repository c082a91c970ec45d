import type { ComponentChildren, JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { highlight } from '../code/highlight.js';
import { useText } from '../text/language.js';
import { useUrlState } from '../url/address.js';
import { ownSource } from './own-source.js';
import { cellTexts } from './texts.js';
import { isTrusted, trust } from './trusted.js';
import './own-cell-gate.css';

const fields = { own: ownSource };

/**
 * What a page stands behind: where its address brings a cell that somebody else wrote, it is shown, and nothing of it runs before
 * whoever looks has said that it may.
 */
export function OwnCellGate({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const [{ own }, change] = useUrlState(fields);
  const [, look] = useState(0);
  if (isTrusted(own)) return <>{children}</>;
  const accept = (): void => {
    trust(own);
    look((times) => times + 1);
  };
  return <Question source={own} onAccept={accept} onRefuse={() => change({ own: '' })} />;
}

interface QuestionProps {
  readonly source: string;
  readonly onAccept: () => void;
  readonly onRefuse: () => void;
}

function Question({ source, onAccept, onRefuse }: QuestionProps): JSX.Element {
  const text = useText(cellTexts).gate;
  const id = useId();
  return (
    <section class="panel own-cell-gate" aria-labelledby={id}>
      <h2 id={id}>{text.title}</h2>
      <p>{text.what}</p>
      <p>{text.reach}</p>
      <pre tabIndex={0} aria-label={text.code}>
        <code dangerouslySetInnerHTML={{ __html: highlight(source) }} />
      </pre>
      <div class="own-cell-gate-answers">
        <button type="button" class="primary" onClick={onAccept}>
          {text.run}
        </button>
        <button type="button" onClick={onRefuse}>
          {text.leave}
        </button>
      </div>
    </section>
  );
}
