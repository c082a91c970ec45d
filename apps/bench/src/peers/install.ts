import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { peersFolder } from '../paths.js';

const execute = promisify(execFile);

/** Packages with the versions that are measured. */
export type Packages = Readonly<Record<string, string>>;

/** Why someone does not take part, in words that are printed where the figures would be. */
export interface Missing {
  readonly missing: string;
}

/** Installs packages from npm in the peers' folder unless they are there; says why where that fails. */
export async function installPeer(packages: Packages): Promise<Missing | undefined> {
  const wanted = Object.entries(packages);
  const installed = await Promise.all(wanted.map(([name]) => installedVersion(name)));
  if (wanted.every(([, version], i) => installed[i] === version)) return undefined;
  const names = wanted.map(([name, version]) => `${name}@${version}`);
  process.stderr.write(`Installing ${names.join(' and ')} in ${peersFolder} …\n`);
  try {
    await createFolder();
    // Scripts of packages may download: ONNX Runtime's fetches its CUDA libraries, which nobody needs here.
    const options = ['--save-exact', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    await execute('npm', ['install', '--prefix', peersFolder, ...options, ...names]);
    return undefined;
  } catch (error) {
    const { stderr = '', message } = error as Error & { readonly stderr?: string };
    const [reason = message] = /^npm (error|ERR!) (?!code|errno|syscall).*$/m.exec(stderr) ?? [];
    return { missing: `npm could not install it: ${reason}` };
  }
}

/** With a manifest of its own npm leaves what is installed there, and it does not see the workspace around it. */
async function createFolder(): Promise<void> {
  await mkdir(peersFolder, { recursive: true });
  await writeFile(join(peersFolder, 'package.json'), '{ "private": true }\n', { flag: 'wx' }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    },
  );
}

async function installedVersion(name: string): Promise<string | undefined> {
  try {
    const manifest = await readFile(join(peersFolder, 'node_modules', name, 'package.json'), 'utf8');
    return (JSON.parse(manifest) as { version: string }).version;
  } catch {
    return undefined;
  }
}

/** Whether a command ends well. */
export const succeeds = (command: string, args: readonly string[]): Promise<boolean> =>
  execute(command, [...args]).then(
    () => true,
    () => false,
  );
