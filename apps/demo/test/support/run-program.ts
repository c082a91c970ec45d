import { mkdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';

const folder = fileURLToPath(new URL('../.programs', import.meta.url));

let count = 0;

/**
 * Runs a program that a page shows as it would run when pasted into a new project, and returns what it prints, a line for each
 * call of `console.log`.
 */
export async function runProgram(code: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const file = `${folder}/program-${process.pid}-${count++}.ts`;
  await writeFile(file, code);
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    await import(/* @vite-ignore */ file);
    return log.mock.calls.map((parts) => parts.map(String).join(' '));
  } finally {
    log.mockRestore();
    await rm(file);
  }
}
