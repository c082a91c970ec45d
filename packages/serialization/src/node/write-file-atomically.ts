import { randomUUID } from 'node:crypto';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FileError } from './file-error.js';

/**
 * Writes a file so that at every moment, whatever happens, its path holds either all of the old bytes or all of the new.
 *
 * The bytes go to a new file `.sluice-….tmp` in the same folder, are forced to the disk, and then take the place of the
 * old file in one step of the file system. On an error the old file stays as it was and the new one is removed; a kill
 * or a power cut may leave the new one behind, and it can be deleted. A symbolic link goes on pointing to the same file,
 * and a file that is replaced keeps its permissions.
 *
 * @throws FileError when the disk is full, or the folder is missing or cannot be written to.
 *
 * @example
 * ```ts
 * import { writeFileAtomically } from '@sluice/serialization/node';
 * await writeFileAtomically('notes.txt', new TextEncoder().encode('kept'));
 * ```
 */
export async function writeFileAtomically(path: string, bytes: Uint8Array): Promise<void> {
  let temporary: string | undefined;
  let saved = false;
  try {
    const target = await followLinks(path);
    const mode = await modeOf(target);
    temporary = temporaryBeside(target);
    await writeThrough(temporary, bytes, mode);
    await rename(temporary, target);
    saved = true;
    await syncFolder(dirname(target));
  } catch (cause) {
    if (saved) throw new FileError(`Saved ${path}, but could not force its folder to the disk`, cause);
    if (temporary) await rm(temporary, { force: true }).catch(() => undefined);
    throw new FileError(`Could not save ${path}`, cause, 'What was there before is unchanged.');
  }
}

/**
 * Throws unless `writeFileAtomically` could write at a path as things stand, so that a mistake shows before there is
 * anything to lose. The path is left as it is.
 *
 * @throws FileError when the path is a folder or a device, or its folder is missing or cannot be written to.
 *
 * @example
 * ```ts
 * import { checkWritable } from '@sluice/serialization/node';
 * await checkWritable('run.safetensors');
 * ```
 */
export async function checkWritable(path: string): Promise<void> {
  try {
    const target = await followLinks(path);
    await modeOf(target);
    const temporary = temporaryBeside(target);
    await (await open(temporary, 'wx')).close();
    await rm(temporary);
  } catch (cause) {
    throw new FileError(`Could not save ${path}`, cause);
  }
}

const temporaryBeside = (path: string): string => join(dirname(path), `.sluice-${randomUUID()}.tmp`);

/** Where a path leads, for a file that may not exist yet. */
async function followLinks(path: string): Promise<string> {
  if (path === '' || /[\\/]$/.test(path)) throw Object.assign(new Error('not a file'), { code: 'EISDIR' });
  try {
    return await realpath(path);
  } catch (error) {
    if (isMissing(error)) return path;
    throw error;
  }
}

/** The permissions of the file that is to be replaced, if there is one; a folder or a device must not be replaced. */
async function modeOf(path: string): Promise<number | undefined> {
  try {
    const status = await stat(path);
    if (status.isFile()) return status.mode;
    throw Object.assign(new Error('not a file'), { code: status.isDirectory() ? 'EISDIR' : 'ENOTSUP' });
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function writeThrough(path: string, bytes: Uint8Array, mode: number | undefined): Promise<void> {
  const file = await open(path, 'wx');
  try {
    if (mode !== undefined) await file.chmod(mode);
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

// the new name is an entry of the folder, which has to reach the disk as well
async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder, and keeps its entries in a journal
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';
