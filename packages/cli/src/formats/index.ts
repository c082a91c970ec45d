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
  return named(path, asked) ?? recognise(await firstBytes(path)) ?? fail(path, '--from', formats);
}

/** The format of a file to write: the one that was asked for, or what the file's ending says. */
export function formatToWrite(path: string, asked: string | undefined): Required<Format> {
  const written = formats.filter((format): format is Required<Format> => format.write !== undefined);
  const format = named(path, asked);
  return written.find((candidate) => candidate === format) ?? fail(path, '--to', written);
}

const named = (path: string, asked: string | undefined): Format | undefined =>
  formats.find(({ name, endings }) =>
    asked === undefined ? endings.includes(extname(path).toLowerCase()) : name === asked,
  );

function fail(path: string, flag: string, known: readonly Format[]): never {
  const list = known.map(({ name, endings }) => `${name} (${endings.join(', ')})`).join(', ');
  throw new UsageError(`${path} does not tell its format. Say it by ${flag}: ${list}.`);
}

/** Pickles, zips of PyTorch, HDF5, JSON, and the length of a safetensors header; ONNX has no mark. */
function recognise(bytes: Uint8Array): Format | undefined {
  const text = String.fromCharCode(...bytes);
  if (text.startsWith('\x80') || text.startsWith('PK\x03\x04')) return torch;
  if (text.startsWith('\x89HDF')) return keras;
  if (text.startsWith('{')) return tfjs;
  return text[8] === '{' ? safetensors : undefined;
}

async function firstBytes(path: string): Promise<Uint8Array> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(new Uint8Array(9), 0, 9, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new FileError(`Could not read ${path}`, cause);
  }
}
