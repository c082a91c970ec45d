// Runs the command line of this checkout: builds what has changed, and is silent about it unless it fails.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const main = new URL('../packages/cli/dist/main.js', import.meta.url);
if (!existsSync(main)) console.error('Building the command line for the first time …');
const { status, stdout, stderr } = spawnSync(
  join(root, 'node_modules/.bin/turbo'),
  ['run', 'build', '--filter=@sluice/cli...'],
  { cwd: root, encoding: 'utf8', env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' } },
);
if (status === 0) {
  // Paths are meant from where the user stands, wherever npm runs its scripts.
  process.chdir(process.env['INIT_CWD'] ?? '.');
  await import(main.href);
} else {
  console.error(stdout + stderr);
  process.exitCode = 1;
}
