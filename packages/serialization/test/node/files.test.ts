import { spawnSync } from 'node:child_process';
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tensor } from '@sluice/math';
import { FormatError } from '../../src/index.js';
import {
  checkWritable,
  FileError,
  loadCheckpointFile,
  readSafetensorsFile,
  saveCheckpointFile,
  writeFileAtomically,
  writeSafetensorsFile,
} from '../../src/node/index.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const bytes = new TextEncoder().encode('new bytes');
/** What a promise is rejected with. */
const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('writeFileAtomically', () => {
  it('makes a file, replaces it, and leaves nothing else behind', async () => {
    const path = join(folder, 'run');
    await writeFileAtomically(path, new Uint8Array(100_000));
    await writeFileAtomically(path, bytes);
    expect(await readFile(path, 'utf8')).toBe('new bytes');
    expect(await readdir(folder)).toEqual(['run']);
  });

  it('takes the longest name that a file can have', async () => {
    const path = join(folder, 'x'.repeat(255));
    await writeFileAtomically(path, bytes);
    expect(await readFile(path, 'utf8')).toBe('new bytes');
  });

  it('keeps the permissions of the file that it replaces', async () => {
    const path = join(folder, 'secret');
    await writeFile(path, 'old');
    await chmod(path, 0o600);
    await writeFileAtomically(path, bytes);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('writes to where a symbolic link points', async () => {
    await mkdir(join(folder, 'disk'));
    await writeFile(join(folder, 'disk', 'run'), 'old');
    await symlink(join('disk', 'run'), join(folder, 'link'));
    await writeFileAtomically(join(folder, 'link'), bytes);
    expect((await lstat(join(folder, 'link'))).isSymbolicLink()).toBe(true);
    expect(await readFile(join(folder, 'disk', 'run'), 'utf8')).toBe('new bytes');
    expect(await readdir(join(folder, 'disk'))).toEqual(['run']);
  });

  it('keeps writers apart that save to one path at once', { timeout: 60_000 }, async () => {
    const path = join(folder, 'run');
    const files = Array.from({ length: 8 }, (_, i) => new Uint8Array(300_000).fill(i));
    await Promise.all(files.map((file) => writeFileAtomically(path, file)));
    const saved = new Uint8Array(await readFile(path));
    expect(saved).toEqual(files[saved[0]!]);
    expect(await readdir(folder)).toEqual(['run']);
  });

  it.each([
    ['a missing folder', ['no', 'run'], 'ENOENT', 'there is no such file or folder'],
    ['a path through a file', ['file', 'run'], 'ENOTDIR', 'a part of the path is no folder'],
    ['a folder', ['folder'], 'EISDIR', 'the path is a folder'],
  ])('refuses %s', async (_, parts, code, reason) => {
    await writeFile(join(folder, 'file'), 'old');
    await mkdir(join(folder, 'folder'));
    const path = join(folder, ...parts);
    const error = await failure(writeFileAtomically(path, bytes));
    expect(error).toBeInstanceOf(FileError);
    expect(error).toMatchObject({ code });
    expect(String(error)).toContain(`Could not save ${path}: ${reason}`);
    expect((await readdir(folder)).sort()).toEqual(['file', 'folder']);
  });

  it('does not put a file in the place of a pipe or a device', async () => {
    const path = join(folder, 'pipe');
    expect(spawnSync('mkfifo', [path]).status).toBe(0);
    const error = await failure(writeFileAtomically(path, bytes));
    expect(error).toMatchObject({ name: 'FileError', code: 'ENOTSUP' });
    expect((await stat(path)).isFIFO()).toBe(true);
  });
});

describe('checkWritable', () => {
  it('leaves a path as it is', async () => {
    await writeFile(join(folder, 'run'), 'old');
    await checkWritable(join(folder, 'run'));
    await checkWritable(join(folder, 'new'));
    expect(await readdir(folder)).toEqual(['run']);
    expect(await readFile(join(folder, 'run'), 'utf8')).toBe('old');
  });

  it.each([
    ['folder', 'EISDIR'],
    ['new/', 'EISDIR'],
    ['none/run', 'ENOENT'],
    ['file/run', 'ENOTDIR'],
    ['x'.repeat(256), 'ENAMETOOLONG'],
    ['circle', 'ELOOP'],
  ])('says what is wrong with %s', async (name, code) => {
    await mkdir(join(folder, 'folder'));
    await writeFile(join(folder, 'file'), '');
    await symlink('circle', join(folder, 'circle'));
    const error = await failure(checkWritable(join(folder, name)));
    expect(error).toMatchObject({ name: 'FileError', code });
    // Its own words, not the system's.
    expect(String(error)).not.toContain(`Error: ${code}`);
  });
});

describe('files', () => {
  it('hold checkpoints', async () => {
    const path = join(folder, 'run.safetensors');
    const checkpoint = {
      version: 1,
      parameters: { wx: tensor([1, 2], [1, 2]) },
      optimizer: { 'm/wx': tensor([3, 4], [1, 2]) },
      state: { h: tensor([5], [1, 1]) },
      data: { step: 6 },
    } as const;
    await saveCheckpointFile(path, checkpoint);
    expect(await loadCheckpointFile(path)).toEqual(checkpoint);
    expect((await readSafetensorsFile(path)).tensors['state/h']).toEqual(tensor([5], [1, 1]));
  });

  it('hold tensors and metadata', async () => {
    const path = join(folder, 'model.safetensors');
    await writeSafetensorsFile(path, { wx: tensor([1, 2]) }, { format: 'pt' });
    expect(await readSafetensorsFile(path)).toEqual({
      tensors: { wx: tensor([1, 2]) },
      metadata: { format: 'pt' },
    });
  });

  it('are named in the error when they are missing or damaged', async () => {
    const path = join(folder, 'model.safetensors');
    for (const read of [readSafetensorsFile, loadCheckpointFile]) {
      const missing = await failure(read(path));
      expect(missing).toBeInstanceOf(FileError);
      expect(String(missing)).toContain(`Could not read ${path}: there is no such file`);
    }
    await writeFile(path, 'short');
    for (const read of [readSafetensorsFile, loadCheckpointFile]) {
      const damaged = await failure(read(path));
      expect(damaged).toBeInstanceOf(FormatError);
      expect(String(damaged)).toContain(`In ${path}: safetensors: a file begins with 8 bytes`);
    }
  });
});
