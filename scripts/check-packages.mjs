// Checks every public package as npm would publish it: publint reads the manifest, attw resolves the types.
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

let failures = 0;
for (const name of readdirSync('packages')) {
  const folder = join('packages', name);
  const manifest = /** @type {{ private?: boolean, exports: Record<string, unknown> }} */ (
    JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  );
  if (manifest.private) continue;
  run(folder, 'publint', ['--strict', folder]);
  // A package that is only a command has no types to resolve.
  if ('.' in manifest.exports) run(folder, 'attw', ['--pack', folder, '--profile', 'esm-only']);
}
if (failures > 0) process.exitCode = 1;

/**
 * @param {string} folder
 * @param {string} command
 * @param {string[]} args
 */
function run(folder, command, args) {
  const { status, stdout, stderr } = spawnSync(join('node_modules/.bin', command), args, {
    encoding: 'utf8',
  });
  console.log(`${status === 0 ? 'ok' : 'FAILED'}  ${folder}  ${command}`);
  if (status === 0) return;
  failures++;
  console.error(stdout + stderr);
}
