import type { JSX } from 'preact';
import { useText } from '../text/language.js';
import { catalog, wellKnown } from './catalog.js';
import { colourOf } from './colours.js';
import { own } from './own-source.js';
import { cellTexts } from './texts.js';

interface Props {
  readonly value: string;
  readonly onChange: (name: string) => void;
  readonly disabled?: boolean;
}

/** The switch that stands wherever a cell is shown: RNN, LSTM, GRU, any other, or the visitor's own. */
export function CellSwitch({ value, onChange, disabled = false }: Props): JSX.Element {
  const text = useText(cellTexts);
  const isOther = !wellKnown.some((name) => name === value);
  return (
    <fieldset class="cell-switch" disabled={disabled}>
      <legend class="hidden">{text.cell}</legend>
      {wellKnown.map((name) => (
        <button
          key={name}
          type="button"
          class="cell-chip"
          style={{ '--chip': colourOf(name) }}
          aria-pressed={name === value}
          onClick={() => onChange(name)}
        >
          {titleOf(name, text.own)}
        </button>
      ))}
      <OtherCells value={isOther ? value : ''} onChange={onChange} />
    </fieldset>
  );
}

interface SetProps {
  readonly values: readonly string[];
  readonly onChange: (names: readonly string[]) => void;
  /** How many there may be at most. */
  readonly atMost?: number;
  readonly disabled?: boolean;
}

/** The same switch where several cells stand side by side: each is switched on or off, and at least one stays. */
export function CellSet({ values, onChange, atMost = 6, disabled = false }: SetProps): JSX.Element {
  const text = useText(cellTexts);
  const shown = [...new Set<string>([...wellKnown, ...values])];
  const toggle = (name: string): void => {
    if (!values.includes(name)) onChange([...values, name].slice(-atMost));
    else if (values.length > 1) onChange(values.filter((other) => other !== name));
  };
  return (
    <fieldset class="cell-switch" disabled={disabled}>
      <legend class="hidden">{text.cells}</legend>
      {shown.map((name) => (
        <button
          key={name}
          type="button"
          class="cell-chip"
          style={{ '--chip': colourOf(name) }}
          aria-pressed={values.includes(name)}
          onClick={() => toggle(name)}
        >
          {titleOf(name, text.own)}
        </button>
      ))}
      <OtherCells value="" onChange={(name) => values.includes(name) || toggle(name)} />
    </fieldset>
  );
}

function OtherCells({ value, onChange }: Pick<Props, 'value' | 'onChange'>): JSX.Element {
  const text = useText(cellTexts);
  return (
    <select
      class="cell-more"
      data-chosen={value !== ''}
      aria-label={text.more}
      value={value}
      onChange={(event) => {
        const { value: name } = event.currentTarget;
        if (name !== '') onChange(name);
        event.currentTarget.value = value;
      }}
    >
      <option value="">{text.more}</option>
      <option value={own}>{text.own}</option>
      {[...catalog.values()]
        .filter(({ name }) => !wellKnown.some((known) => known === name))
        .map(({ name, title, authors, year }) => (
          <option key={name} value={name}>
            {`${title} (${text.by(authors, year)})`}
          </option>
        ))}
    </select>
  );
}

/** How a cell is called where people read it: the plain one as everybody calls it, the others as their papers do. */
export const titleOf = (name: string, ownTitle: string): string =>
  name === own ? ownTitle : name === 'rnn' ? 'RNN' : (catalog.get(name)?.title ?? name);
