import type { JSX } from 'preact';
import type { Series } from './plot-data.js';
import { Swatch } from './legend.js';

interface Props {
  /** Where the cursor is, in words. */
  readonly place: string;
  readonly series: readonly Series[];
  /** What each series is there. */
  readonly values: readonly string[];
  /** On which side of the plot it stands, so that it does not cover what is pointed at. */
  readonly onLeft: boolean;
}

/** What each line is at the cursor. It lies over the plot, so that nothing moves when it comes. */
export function Readout({ place, series, values, onLeft }: Props): JSX.Element {
  return (
    <div class={`readout ${onLeft ? 'on-left' : ''}`} aria-hidden="true">
      <strong>{place}</strong>
      {series.map((one, i) => (
        <span key={one.name}>
          <Swatch series={one} />
          <span>{one.name}</span>
          <span class="readout-value">{values[i]}</span>
        </span>
      ))}
    </div>
  );
}
