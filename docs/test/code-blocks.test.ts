import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { findCodeBlocks, writeModules } from './code-blocks.js';

const blocks = await findCodeBlocks();
const modules = await writeModules(blocks);

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
