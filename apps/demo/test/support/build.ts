import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

/**
 * Builds the pages and the packages that they are made of; what has not changed is not built again. `DEMO_DIST` names a folder
 * of pages that are built already.
 */
export async function setup(): Promise<void> {
  if (process.env['DEMO_DIST'] !== undefined) return;
  const turbo = fileURLToPath(new URL('../../../../node_modules/.bin/turbo', import.meta.url));
  await promisify(execFile)(turbo, ['run', 'build', '--filter=@sluice/demo...'], {
    cwd: root,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  }).catch((problem: { stdout: string; stderr: string }) => {
    throw new Error(`The demo could not be built.\n${problem.stdout}\n${problem.stderr}`);
  });
}
