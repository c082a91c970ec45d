import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findCodeBlocks, writeModules } from './code-blocks.js';

const blocks = await findCodeBlocks();
const modules = await writeModules(blocks);

// What blocks write goes into a folder of their own, in which they find the files that they read.
const home = process.cwd();
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-docs-'));
  await symlink(fileURLToPath(new URL('../../golden', import.meta.url)), join(folder, 'golden'));
  process.chdir(folder);
});
afterAll(async () => {
  process.chdir(home);
  await rm(folder, { recursive: true });
});

describe('code blocks of the README and the guides', () => {
  it('are there', () => expect(blocks.length).toBeGreaterThan(10));

  blocks.forEach(({ name }, i) => {
    it(`${name} runs`, { timeout: 60_000 }, async () => {
      await expect(import(/* @vite-ignore */ `./${modules[i]!}`)).resolves.toBeDefined();
    });
  });

  it('have no type errors', { timeout: 120_000 }, async () => {
    const project = fileURLToPath(new URL('../tsconfig.blocks.json', import.meta.url));
    const compiler = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [compiler, '-p', project]).catch(
      (error: { stdout: string }) => error,
    );
    expect(stdout).toBe('');
  });
});
