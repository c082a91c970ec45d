import { initialSource, storedSource } from './own-source.js';
import { remember, remembered } from '../url/remembered.js';

const key = 'trusted-cells';

/** How many are remembered. */
const most = 20;

/** The texts that may run: whoever looks has written them, or has said so. */
function trusted(): readonly string[] {
  try {
    const read: unknown = JSON.parse(remembered(key) ?? '[]');
    return Array.isArray(read) ? read.filter((text) => typeof text === 'string') : [];
  } catch {
    return [];
  }
}

/** Whether a cell's text may run without asking. An address may be anybody's, and the text in it is a program. */
export const isTrusted = (source: string): boolean =>
  source === '' || source === initialSource || source === storedSource() || trusted().includes(source);

/** Remembers that a text may run. */
export function trust(source: string): void {
  const texts = [source, ...trusted().filter((other) => other !== source)].slice(0, most);
  remember(key, JSON.stringify(texts));
}
