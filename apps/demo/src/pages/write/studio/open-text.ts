import korean from '../data/the-gatekeeper.ko.txt?url';
import shakespeare from '../../../../../../packages/cli/data/tinyshakespeare.txt?url';
import { cleanText, decodeText, textLimits, type CleanText, type TextProblem } from './clean-text.js';

/** The texts that come with the page. */
export const bundled = { shakespeare, korean } as const;

export type BundledText = keyof typeof bundled;

/** Where a text comes from. */
export type TextSource =
  | { readonly bundled: BundledText }
  | { readonly name: string; readonly text: string }
  | { readonly name: string; readonly bytes: Uint8Array };

/** A text that has been read, and what it is recognised by. */
export interface OpenText extends CleanText {
  readonly name: string;
  /** Of its UTF-8; empty where the browser does not compute it. */
  readonly sha256: string;
}

/** Reads a text and makes it one that can be learned from. */
export async function openText(source: TextSource): Promise<OpenText | TextProblem> {
  if ('bundled' in source) {
    const address = bundled[source.bundled];
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${address}: the server answered ${response.status}.`);
    return finish(nameOf(address), decodeText(new Uint8Array(await response.arrayBuffer())));
  }
  if ('bytes' in source) return finish(source.name, decodeText(source.bytes));
  return source.text.length > textLimits.bytes
    ? { problem: 'tooLarge', bytes: source.text.length }
    : finish(source.name, { text: source.text, notes: [] });
}

async function finish(name: string, decoded: ReturnType<typeof decodeText>): Promise<OpenText | TextProblem> {
  if ('problem' in decoded) return decoded;
  const cleaned = cleanText(decoded.text);
  if ('problem' in cleaned) return cleaned;
  const notes = [...decoded.notes, ...cleaned.notes];
  return { ...cleaned, notes, name, sha256: await digest(cleaned.text) };
}

/** Without https there is no `crypto.subtle`; the model file then does not say which text it was. */
async function digest(text: string): Promise<string> {
  const { subtle } = globalThis.crypto as { readonly subtle?: SubtleCrypto };
  if (!subtle) return '';
  const hash = new Uint8Array(await subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** `tinyshakespeare.txt`, whatever a build has put between the name and its ending. */
const nameOf = (address: string): string =>
  (/([^/?]+?)(?:-[\w-]{8})?\.txt/.exec(address)?.[1] ?? 'text').concat('.txt');
