import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { useText } from '../../text/language.js';
import { longest } from './settings.js';
import { texts } from './texts.js';

interface Props {
  readonly value: string;
  readonly onChange: (sentence: string) => void;
}

/** The sentence that is read; while it is empty, the example. */
export function SentenceField({ value, onChange }: Props): JSX.Element {
  const text = useText(texts);
  const id = useId();
  // the example stands there to be changed, until somebody has
  const [isTouched, setTouched] = useState(value !== '');
  const shown = value === '' && !isTouched ? text.example : value;
  return (
    <div class="field sentence">
      <label for={id}>{text.sentence}</label>
      <input
        id={id}
        type="text"
        value={shown}
        placeholder={text.example}
        maxLength={longest}
        aria-describedby={`${id}-note`}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => {
          setTouched(true);
          onChange(event.currentTarget.value);
        }}
      />
      <span class="soft" id={`${id}-note`}>
        {shown.trim() === '' ? text.empty : text.length(Array.from(shown).length, longest)}
      </span>
    </div>
  );
}
