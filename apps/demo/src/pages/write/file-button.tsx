import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';

interface Props {
  readonly label: string;
  readonly onFiles: (files: readonly File[]) => void;
  readonly disabled?: boolean;
}

/** A button that lets choose files. */
export function FileButton({ label, onFiles, disabled = false }: Props): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" disabled={disabled} onClick={() => input.current?.click()}>
        {label}
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
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
