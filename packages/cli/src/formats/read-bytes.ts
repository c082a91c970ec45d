import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FileError } from '@sluice/serialization/node';

/** A file as it is. */
export const readBytes = (path: string): Promise<Uint8Array> =>
  readFile(path).catch((cause: unknown) => {
    throw new FileError(`Could not read ${path}`, cause);
  });

/** Reads the files that a model names beside itself. */
export const readerBeside =
  (path: string) =>
  (name: string): Uint8Array => {
    const file = join(dirname(path), name);
    try {
      return readFileSync(file);
    } catch (cause) {
      throw new FileError(`Could not read ${file}, which belongs to ${path}`, cause);
    }
  };
