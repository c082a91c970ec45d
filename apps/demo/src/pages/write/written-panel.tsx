import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { ErrorNote } from '../../controls/error-note.js';
import { Slider } from '../../controls/slider.js';
import { useNumbers, useText } from '../../text/language.js';
import type { WriteSettings } from './fields.js';
import type { ModelFacts } from './studio/model-facts.js';
import { longestText } from './studio/record.js';
import { texts } from './texts.js';
import { useProblem } from './use-studio.js';
import type { Writing } from './use-writing.js';
import { WrittenText } from './written-text.js';

interface Props {
  readonly settings: WriteSettings;
  readonly onChange: (changes: Partial<WriteSettings>) => void;
  readonly writing: Writing;
  readonly values: Float32Array | undefined;
  readonly model: ModelFacts | undefined;
  readonly loading: boolean;
  readonly onWrite: (further: boolean) => void;
}

/** What the model writes, and what it writes with. */
export function WrittenPanel(props: Props): JSX.Element {
  const { settings, onChange, writing, values, model, loading, onWrite } = props;
  const text = useText(texts);
  const format = useNumbers();
  const problem = useProblem();
  const prime = useId();
  const { written, status, error } = writing;
  const isEmpty = written.characters.length === 0;
  const isWriting = status === 'running' || status === 'starting';
  return (
    <section class="panel written" aria-labelledby="written-title">
      <h2 id="written-title">
        {written.afterStep === undefined
          ? text.writtenTitle
          : text.sampleAfter(format(written.afterStep, {}))}
      </h2>
      <div class="fields">
        <div class="field">
          <label for={prime}>{text.prime}</label>
          <textarea
            id={prime}
            rows={1}
            maxLength={500}
            value={settings.prime}
            onInput={(event) => onChange({ prime: event.currentTarget.value })}
          />
        </div>
        <Slider
          label={text.temperature}
          value={settings.temperature}
          atLeast={0}
          atMost={2}
          step={0.05}
          format={(value) => format(value, { minimumFractionDigits: 2 })}
          onChange={(temperature) => onChange({ temperature })}
        />
      </div>
      <div class="buttons">
        <button type="button" class="primary" disabled={!model} onClick={() => onWrite(false)}>
          {isEmpty ? text.write : text.writeAnew}
        </button>
        <button
          type="button"
          disabled={!model || isWriting || isEmpty || written.characters.length >= longestText}
          onClick={() => onWrite(true)}
        >
          {text.writeOn}
        </button>
        <button type="button" disabled={!isWriting} onClick={() => writing.cancel()}>
          {text.stop}
        </button>
      </div>
      {error && <ErrorNote error={problem(error)} />}
      {written.unknown.length > 0 && <p class="note">{text.unknownPrime(written.unknown.join(' '))}</p>}
      <WrittenText
        written={written}
        values={values}
        nothing={loading && !model ? text.gettingModel : text.nothingWritten}
      />
      <p class="soft hint">{text.temperatureHint}</p>
    </section>
  );
}
