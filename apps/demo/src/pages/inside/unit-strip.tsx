import type { JSX } from 'preact';

interface Props {
  readonly values: ArrayLike<number>;
  /** Whether the numbers run from 0 to 1; else from −reach by 0 to reach. */
  readonly opens: boolean;
  readonly reach?: number;
  readonly label: string;
  readonly format: (value: number) => string;
}

/** As many units as can be told apart in a row. */
const atMost = 64;

/** Every unit as a square: from shut to open, or from below 0 to above. */
export function UnitStrip({ values, opens, reach = 1, label, format }: Props): JSX.Element {
  const shown = Array.from(values).slice(0, atMost);
  return (
    <span class="unit-strip" role="img" aria-label={label}>
      {shown.map((value, unit) => (
        <i
          key={unit}
          class={value < 0 ? 'below' : opens ? 'opens' : 'above'}
          style={{ '--share': Math.min(1, Math.abs(value) / reach) }}
          title={`${unit + 1}: ${format(value)}`}
        />
      ))}
    </span>
  );
}
