import type { JSX } from 'preact';
import { useText } from '../text/language.js';
import type { Series } from './line-plot.js';
import { chartTexts } from './texts.js';

interface Props {
  readonly series: readonly Series[];
  readonly hidden: ReadonlySet<string>;
  readonly onToggle: (name: string) => void;
  /** Where the cursor is, in words. */
  readonly place: string;
  /** What each series is there. */
  readonly values: readonly string[];
}

/** What each line is, and what it is at the cursor. Each is switched off and on. */
export function Legend({ series, hidden, onToggle, place, values }: Props): JSX.Element {
  const text = useText(chartTexts);
  return (
    <div class="legend">
      <span class="legend-place">{place}</span>
      {series.map((one, i) => (
        <button
          key={one.name}
          type="button"
          class="legend-item"
          style={{ '--series': one.colour }}
          aria-pressed={!hidden.has(one.name)}
          aria-label={text.show(one.name)}
          onClick={() => onToggle(one.name)}
        >
          <span class={`swatch ${one.points ? 'dots' : one.dashed ? 'dashed' : ''}`} aria-hidden="true" />
          <span>{one.name}</span>
          <span class="legend-value">{values[i]}</span>
        </button>
      ))}
    </div>
  );
}
