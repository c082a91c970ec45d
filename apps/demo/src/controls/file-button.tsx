import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';

interface Props {
  readonly label: string;
  readonly onFiles: (files: readonly File[]) => void;
  /** Endings and types that are offered first. */
  readonly accept?: string;
  /** Whether what was chosen is what the page shows now, where a button says so. */
  readonly pressed?: boolean;
  readonly disabled?: boolean;
}

/** A button that lets choose files. */
export function FileButton({ label, onFiles, accept, pressed, disabled = false }: Props): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" aria-pressed={pressed} disabled={disabled} onClick={() => input.current?.click()}>
        {label}
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={accept}
        aria-label={label}
        onChange={({ currentTarget }) => {
          const files = Array.from(currentTarget.files ?? []);
          // The same file chosen again is to be read again.
          currentTarget.value = '';
          if (files.length > 0) onFiles(files);
        }}
      />
    </>
  );
}
