import type { JSX } from 'preact';
import { useText } from '../text/language.js';
import type { Series } from './plot-data.js';
import { chartTexts } from './texts.js';

interface Props {
  readonly series: readonly Series[];
  readonly hidden: ReadonlySet<string>;
  readonly onToggle: (name: string) => void;
}

/** What each line is. Each is switched off and on. */
export function Legend({ series, hidden, onToggle }: Props): JSX.Element {
  const text = useText(chartTexts);
  return (
    <div class="legend">
      {series.map((one) => (
        <button
          key={one.name}
          type="button"
          aria-pressed={!hidden.has(one.name)}
          aria-label={text.line(one.name)}
          onClick={() => onToggle(one.name)}
        >
          <Swatch series={one} />
          {one.name}
        </button>
      ))}
    </div>
  );
}

/** A piece of a line. */
export const Swatch = ({ series }: { readonly series: Series }): JSX.Element => (
  <i
    class={`swatch ${series.points ? 'dots' : series.dashed ? 'dashed' : ''}`}
    style={{ '--series': series.colour }}
    aria-hidden="true"
  />
);
