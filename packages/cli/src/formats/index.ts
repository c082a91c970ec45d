import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import { FileError } from '@sluice/serialization/node';
import { UsageError } from '../usage-error.js';
import type { Format } from './format.js';
import { keras } from './keras.js';
import { onnx } from './onnx.js';
import { safetensors } from './safetensors.js';
import { tfjs } from './tfjs.js';
import { torch } from './torch.js';

export type { Format, LayerWithWeights, ReadOptions } from './format.js';

/** Every format that models are read from, and written to. */
export const formats: readonly Format[] = [safetensors, torch, keras, tfjs, onnx];

/** The format of a file to read: the one that was asked for, or what the file's ending or its first bytes say. */
export async function formatToRead(path: string, asked: string | undefined): Promise<Format> {
  const all = formats.map((format) => ({ format, endings: format.endings }));
  return named(all, path, asked) ?? recognise(await firstBytes(path)) ?? fail(path, '--from', all);
}

/** The format of a file to write: the one that was asked for, or what the file's ending says. */
export function formatToWrite(path: string, asked: string | undefined): WritableFormat {
  const writable = formats
    .filter((format): format is WritableFormat => format.write !== undefined)
    .map((format) => ({ format, endings: format.writtenEndings ?? format.endings }));
  return named(writable, path, asked) ?? fail(path, '--to', writable);
}

type WritableFormat = Format & Required<Pick<Format, 'write'>>;

/** A format, and the endings that tell it. */
interface Candidate<F extends Format> {
  readonly format: F;
  readonly endings: readonly string[];
}

const named = <F extends Format>(
  known: readonly Candidate<F>[],
  path: string,
  asked: string | undefined,
): F | undefined =>
  known.find(({ format, endings }) =>
    asked === undefined ? endings.includes(extname(path).toLowerCase()) : format.name === asked,
  )?.format;

function fail(path: string, flag: string, known: readonly Candidate<Format>[]): never {
  const list = known.map(({ format, endings }) => `${format.name} (${endings.join(', ')})`).join(', ');
  throw new UsageError(`${path} does not tell its format. Say it by ${flag}: ${list}.`);
}

/** The beginning of a zip whose first entry is one of Keras': entries have a header of 30 bytes before their names. */
const kerasEntry = /^.{30}(metadata\.json|config\.json|model\.weights\.h5)/s;

/** Pickles, zips of Keras and PyTorch, HDF5, JSON, and the length of a safetensors header; ONNX has no mark. */
function recognise(bytes: Uint8Array): Format | undefined {
  const text = String.fromCharCode(...bytes);
  if (text.startsWith('PK\x03\x04')) return kerasEntry.test(text) ? keras : torch;
  if (text.startsWith('\x80')) return torch;
  if (text.startsWith('\x89HDF')) return keras;
  if (text.startsWith('{')) return tfjs;
  return text[8] === '{' ? safetensors : undefined;
}

async function firstBytes(path: string): Promise<Uint8Array> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(new Uint8Array(64), 0, 64, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new FileError(`Could not read ${path}`, cause);
  }
}
