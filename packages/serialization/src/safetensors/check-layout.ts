import { FormatError } from '../format-error.js';
import { quote } from '../text.js';
import type { Header } from './header.js';

/**
 * Throws a FormatError unless the tensors lie one right behind the other and fill the file to its last byte. So no byte
 * belongs to two tensors, none is hidden between them, and a file that was cut off does not pass for a smaller one.
 */
export function checkLayout({ entries, dataStart }: Header, fileLength: number): void {
  const sorted = [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end);
  const where = ({ name, begin, end }: (typeof sorted)[number]): string =>
    `tensor ${quote(name)} (bytes ${dataStart + begin} to ${dataStart + end})`;
  let filled = 0;
  let before = 'the header';
  for (const entry of sorted) {
    if (dataStart + entry.end > fileLength) {
      throw new FormatError(
        `safetensors: ${where(entry)} ends behind the file, which has ${fileLength} bytes; ` +
          `it is cut off, so get it again.`,
      );
    }
    if (entry.begin !== filled) {
      const problem = entry.begin < filled ? 'overlaps' : 'leaves a hole behind';
      throw new FormatError(
        `safetensors: ${where(entry)} ${problem} ${before}, which ends at byte ${dataStart + filled}; ` +
          `the file is damaged, or made to deceive.`,
      );
    }
    filled = entry.end;
    before = where(entry);
  }
  if (dataStart + filled !== fileLength) {
    throw new FormatError(
      `safetensors: ${before} ends at byte ${dataStart + filled}, and nothing may follow, ` +
        `but the file goes on to byte ${fileLength}.`,
    );
  }
}
