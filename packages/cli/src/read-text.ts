import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { FileError } from '@sluice/serialization/node';
import { UsageError } from './usage-error.js';

/** A text, and what it is recognised by. */
export interface Text {
  readonly text: string;
  readonly sha256: string;
}

/** Reads a UTF-8 text that holds something. */
export async function readText(path: string): Promise<Text> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new FileError(`Could not read ${path}`, cause);
  });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw new FileError(`Could not read ${path}`, cause);
    throw new UsageError(`${path} is not UTF-8 text. Convert it first: iconv -t utf-8 ${path} > text.txt`);
  }
  if (text.trim() === '') throw new UsageError(`${path} is empty. There is nothing to learn from it.`);
  return { text, sha256 };
}
