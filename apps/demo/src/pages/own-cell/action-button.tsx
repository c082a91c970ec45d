import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

interface Props {
  readonly label: string;
  /** What it says for a moment when it has been done, and when it could not be. */
  readonly done: string;
  readonly refused: string;
  readonly disabled?: boolean;
  readonly act: () => Promise<void>;
}

/** A button that says whether what it does has been done. */
export function ActionButton({ label, done, refused, disabled = false, act }: Props): JSX.Element {
  const [said, setSaid] = useState<string>();
  useEffect(() => {
    if (said === undefined) return undefined;
    const timer = setTimeout(() => setSaid(undefined), 2500);
    return () => clearTimeout(timer);
  }, [said]);
  const press = async (): Promise<void> => {
    try {
      await act();
      setSaid(done);
    } catch {
      setSaid(refused);
    }
  };
  return (
    <button type="button" disabled={disabled} onClick={() => void press()}>
      <span aria-live="polite">{said ?? label}</span>
    </button>
  );
}
