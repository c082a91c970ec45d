// Runs the command line of this checkout: builds what has changed, and is silent about it unless that fails.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { status, stdout, stderr } = spawnSync(
  join(root, 'node_modules/.bin/turbo'),
  ['run', 'build', '--filter=@sluice/cli...'],
  { cwd: root, encoding: 'utf8', env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' } },
);
if (status === 0) {
  // Paths are meant from where the user stands, wherever npm runs its scripts.
  process.chdir(process.env['INIT_CWD'] ?? '.');
  await import(new URL('../packages/cli/dist/main.js', import.meta.url).href);
} else {
  console.error(stdout + stderr);
  process.exitCode = 1;
}
