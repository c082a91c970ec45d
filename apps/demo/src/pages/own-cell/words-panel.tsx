import type { JSX } from 'preact';
import { useText } from '../../text/language.js';
import { texts } from './texts.js';

/** What a step can be written with; what each means stands under the same name in the texts. */
const words = {
  matmul: 'x.matmul(w)',
  arithmetic: 'add sub mul div maximum',
  functions: 'sigmoid tanh relu softplus exp log neg',
  split: 'a.split(3)  concat([a, b])',
  initial: "'glorotUniform' 'orthogonal' 'zeros' 'ones'",
  gates: 'gates: { forget }',
  imports: '@sluice/cell math layers rnn lstm gru zoo',
} as const;

export type CellWord = keyof typeof words;

/** The words of the language that cells are written in. */
export function WordsPanel(): JSX.Element {
  const text = useText(texts).words;
  return (
    <details open={matchMedia('(min-width: 1100px)').matches}>
      <summary>
        <h2>{text.title}</h2>
      </summary>
      <dl class="own-words">
        {(Object.keys(words) as CellWord[]).map((word) => (
          <div key={word}>
            <dt>
              <code>{words[word]}</code>
            </dt>
            <dd>{text.meanings[word]}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
