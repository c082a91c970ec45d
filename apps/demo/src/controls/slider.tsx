import type { JSX } from 'preact';
import { useId } from 'preact/hooks';

interface Props {
  readonly label: string;
  readonly value: number;
  readonly atLeast: number;
  readonly atMost: number;
  readonly step?: number;
  /** Written behind the value: `steps`. */
  readonly unit?: string;
  /** How the value is written, where not as it is. */
  readonly format?: (value: number) => string;
  readonly onChange: (value: number) => void;
  readonly disabled?: boolean;
}

/** A number within limits. */
export function Slider({
  label,
  value,
  atLeast,
  atMost,
  step = 1,
  unit = '',
  format = String,
  onChange,
  disabled = false,
}: Props): JSX.Element {
  const id = useId();
  const written = `${format(value)}${unit && ` ${unit}`}`;
  return (
    <div class="field slider">
      <label for={id}>{label}</label>
      <output for={id}>{written}</output>
      <input
        id={id}
        type="range"
        min={atLeast}
        max={atMost}
        step={step}
        value={value}
        disabled={disabled}
        aria-valuetext={written}
        onInput={(event) => onChange(event.currentTarget.valueAsNumber)}
      />
    </div>
  );
}
