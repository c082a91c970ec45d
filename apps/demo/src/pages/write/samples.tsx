import type { JSX } from 'preact';
import { useNumbers, useText } from '../../text/language.js';
import { texts } from './texts.js';
import type { Sample } from './use-training.js';

/** What a model wrote on the way, the newest first. */
export function Samples({ samples }: { readonly samples: readonly Sample[] }): JSX.Element {
  const text = useText(texts);
  const format = useNumbers();
  return (
    <section aria-labelledby="samples-title">
      <h3 id="samples-title">{text.samplesTitle}</h3>
      <ol class="samples" tabIndex={0} aria-labelledby="samples-title">
        {samples.map(({ step, text: lines }) => (
          <li key={step}>
            <h4>{text.afterStep(format(step, {}))}</h4>
            <p class="prose">{lines}</p>
          </li>
        ))}
        {samples.length === 0 && <li class="soft">{text.noSamples}</li>}
      </ol>
    </section>
  );
}
