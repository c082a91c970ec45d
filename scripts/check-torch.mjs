// Trades weights with a real PyTorch, both ways, and compares numbers and bits:
//
//   node scripts/check-torch.mjs                     (where python3 has PyTorch 1.13 or newer)
//   PYTHON=/usr/bin/python3 node scripts/check-torch.mjs
//
// It runs on the sources: no build is needed.
import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const folder = mkdtempSync(join(tmpdir(), 'sluice-torch-'));
const program = join(folder, 'exchange.mjs');
try {
  await build({
    entryPoints: [fileURLToPath(new URL('check-torch/exchange.ts', import.meta.url))],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@sluice/source'],
    logLevel: 'error',
  });
  const { exchange } = /** @type {typeof import('./check-torch/exchange.ts')} */ (
    await import(pathToFileURL(program).href)
  );
  const python = process.env['PYTHON'] ?? 'python3';
  const script = fileURLToPath(new URL('check-torch.py', import.meta.url));
  const { passed, failed } = await exchange(folder, python, script);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
