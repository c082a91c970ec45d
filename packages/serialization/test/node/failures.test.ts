import { spawn, spawnSync, type SpawnSyncOptions } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCheckpointFile } from '../../src/node/index.js';
import { bundleChild } from './bundle-child.js';

interface Report {
  readonly isFileError: boolean;
  readonly code: string;
  readonly message: string;
  readonly kept: string;
  readonly folder: readonly string[];
}

let root: string;
let child: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sluice-'));
  // one test runs the child as a user who owns nothing here
  await chmod(root, 0o755);
  child = await bundleChild(join(root, 'child'));
}, 60_000);
afterAll(() => rm(root, { recursive: true, force: true }));

describe('a kill during a save', { timeout: 60_000 }, () => {
  it('leaves one of the complete checkpoints, never older than the last that was reported', async () => {
    const folder = join(root, 'killed');
    await mkdir(folder);
    const path = join(folder, 'run.safetensors');
    for (let round = 0; round < 12; round++) {
      const running = spawn(process.execPath, [child, 'save-forever', path], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let reported = '';
      running.stdout.setEncoding('utf8').on('data', (text: string) => (reported += text));
      const closed = once(running, 'close');
      while (!reported.includes('\n')) await sleep(1);
      await sleep(round * 3.7);
      running.kill('SIGKILL');
      await closed;

      const last = Number(reported.trim().split('\n').at(-1));
      const { data, parameters } = await loadCheckpointFile(path);
      const { step } = data as { step: number };
      expect(step).toBeGreaterThanOrEqual(last);
      expect(step).toBeLessThanOrEqual(last + 1);
      expect(parameters['w']!.data.every((element) => element === step)).toBe(true);
    }
    for (const name of await readdir(folder))
      expect(name).toMatch(/^run\.safetensors$|^\.sluice-[-0-9a-f]+\.tmp$/);
  });
});

describe('what takes the place of a file away', { timeout: 60_000 }, () => {
  async function smallFile(name: string): Promise<{ folder: string; path: string }> {
    const folder = join(root, name);
    await mkdir(folder);
    await writeFile(join(folder, 'run'), 'the old bytes');
    return { folder, path: join(folder, 'run') };
  }
  function reportOf(command: string, args: readonly string[], options: SpawnSyncOptions = {}): Report {
    const { stdout, stderr, status } = spawnSync(command, args, { ...options, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    return JSON.parse(stdout) as Report;
  }

  it('is a full disk, or a limit on the size of files where no small disk can be made', async () => {
    const { folder, path } = await smallFile('full');
    // a disk of a megabyte in a mount namespace, which vanishes with the process
    const inNamespace = ['--mount', ...(process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'])];
    const mount = 'mount -t tmpfs -o size=1m tmpfs "$1"';
    const canMount = spawnSync('unshare', [...inNamespace, 'sh', '-c', mount, 'sh', folder]).status === 0;
    const run = `printf 'the old bytes' > "$2"; exec "$3" "$4" overwrite "$2"`;
    const args = ['sh', folder, path, process.execPath, child];
    const report = canMount
      ? reportOf('unshare', [...inNamespace, 'sh', '-c', `${mount} && ${run}`, ...args])
      : reportOf('sh', ['-c', `trap '' XFSZ; ulimit -f 1000; ${run}`, ...args]);
    expect(report).toMatchObject({ isFileError: true, kept: 'the old bytes', folder: ['run'] });
    expect(report.code).toBe(canMount ? 'ENOSPC' : 'EFBIG');
    expect(report.message).toContain(
      `Could not save ${path}: ${canMount ? 'the disk is full' : 'the file is larger'}`,
    );
    expect(report.message).toContain('What was there before is unchanged.');
  });

  it('is a limit on the size of files', async () => {
    const { path } = await smallFile('limited');
    const run = `trap '' XFSZ; ulimit -f 1000; exec "$1" "$2" overwrite "$3"`;
    const report = reportOf('sh', ['-c', run, 'sh', process.execPath, child, path]);
    expect(report).toMatchObject({
      isFileError: true,
      code: 'EFBIG',
      kept: 'the old bytes',
      folder: ['run'],
    });
  });

  it('is a folder that may not be written to', async () => {
    const { folder, path } = await smallFile('locked');
    await chmod(folder, 0o555);
    // root may write anywhere, so it hands the work to nobody
    const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const report = reportOf(process.execPath, [child, 'overwrite', path], user);
    await chmod(folder, 0o755);
    expect(report).toMatchObject({
      isFileError: true,
      code: 'EACCES',
      kept: 'the old bytes',
      folder: ['run'],
    });
    expect(report.message).toContain('permission is denied');
    expect(await readFile(path, 'utf8')).toBe('the old bytes');
  });
});
