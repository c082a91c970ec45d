import { readFile } from 'node:fs/promises';
import { inScope, type Tensor } from '@sluice/math';
import { loadCheckpoint, saveCheckpoint, type Checkpoint } from '../checkpoint.js';
import { readSafetensors, type Safetensors } from '../safetensors/read.js';
import { writeSafetensors } from '../safetensors/write.js';
import { FileError } from './file-error.js';
import { writeFileAtomically } from './write-file-atomically.js';

/**
 * Reads a safetensors file from disk; see `readSafetensors`.
 *
 * @throws FileError when the file cannot be read, FormatError with its path when it is not what it should be.
 *
 * @example
 * ```ts
 * import { readSafetensorsFile } from '@sluice/serialization/node';
 * const { tensors } = await readSafetensorsFile('model.safetensors');
 * ```
 */
export async function readSafetensorsFile(path: string): Promise<Safetensors> {
  const bytes = await read(path);
  return inScope(path, () => readSafetensors(bytes));
}

/**
 * Writes tensors to a safetensors file on disk, all or nothing; see `writeSafetensors` and `writeFileAtomically`.
 *
 * @throws FileError when the file cannot be written; what was there before is then unchanged.
 */
export async function writeSafetensorsFile(
  path: string,
  tensors: Readonly<Record<string, Tensor>>,
  metadata?: Readonly<Record<string, string>>,
): Promise<void> {
  await writeFileAtomically(path, writeSafetensors(tensors, metadata));
}

/**
 * Saves a checkpoint to a file, all or nothing; see `saveCheckpoint` and `writeFileAtomically`.
 *
 * @throws FileError when the file cannot be written; what was there before is then unchanged.
 *
 * @example
 * ```ts
 * import { tensor } from '@sluice/math';
 * import { loadCheckpointFile, saveCheckpointFile } from '@sluice/serialization/node';
 * await saveCheckpointFile('run.safetensors', {
 *   version: 1,
 *   parameters: { wx: tensor([1, 2]) },
 *   optimizer: {},
 *   state: {},
 *   data: { step: 423 },
 * });
 * const { parameters, data } = await loadCheckpointFile('run.safetensors');
 * ```
 */
export async function saveCheckpointFile(path: string, checkpoint: Checkpoint): Promise<void> {
  await writeFileAtomically(path, saveCheckpoint(checkpoint));
}

/**
 * Loads a checkpoint from a file; see `loadCheckpoint`.
 *
 * @throws FileError when the file cannot be read, FormatError with its path when it is no checkpoint.
 */
export async function loadCheckpointFile(path: string): Promise<Checkpoint> {
  const bytes = await read(path);
  return inScope(path, () => loadCheckpoint(bytes));
}

async function read(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new FileError(`Could not read ${path}`, cause);
  }
}
