import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';

interface Props<T extends string> {
  readonly label: string;
  readonly value: T;
  /** Each word and what is shown for it. */
  readonly options: Readonly<Record<T, string>>;
  readonly onChange: (value: T) => void;
  readonly disabled?: boolean;
  /** Something below, such as what is meant. */
  readonly children?: ComponentChildren;
}

/** One of some words, from a menu. */
export function Choice<T extends string>(props: Props<T>): JSX.Element {
  const { label, value, options, onChange, disabled = false, children } = props;
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={value}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.value as T)}
      >
        {Object.entries<string>(options).map(([word, shown]) => (
          <option key={word} value={word}>
            {shown}
          </option>
        ))}
      </select>
      {children}
    </div>
  );
}
