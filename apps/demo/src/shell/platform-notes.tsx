import type { JSX } from 'preact';
import { useText } from '../text/language.js';
import { shellTexts } from './texts.js';

/** A module with one SIMD instruction: `i32.const 0, i8x16.splat, drop` in a function. */
// prettier-ignore
const simdModule = Uint8Array.of(
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 9, 1, 7, 0, 65, 0, 253, 15, 26, 11,
);

const hasSimd = typeof WebAssembly === 'object' && WebAssembly.validate(simdModule);

/** What this browser, or whoever serves the page, does not give. */
export function PlatformNotes(): JSX.Element | null {
  const text = useText(shellTexts);
  if (!hasSimd) {
    return (
      <p class="note error" role="alert">
        {text.noSimd}
      </p>
    );
  }
  return globalThis.crossOriginIsolated ? null : <p class="note">{text.oneThread}</p>;
}
