import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { BenchCase } from './cases.js';
import { peersFolder, pytorchScript, serveScript } from './paths.js';
import type { Launch } from './start-contestant.js';

const execute = promisify(execFile);

/** Why someone does not take part, in words that are printed where the figures would be. */
export interface Missing {
  readonly missing: string;
}

/** Someone to compare Sluice with. */
export interface Peer {
  readonly name: string;
  /** Finds or installs it, once for all cases. */
  readonly find: (options: FindOptions) => Promise<((work: BenchCase) => Launch) | Missing>;
}

export interface FindOptions {
  /** The Python to take, instead of the first that has PyTorch. */
  readonly python?: string | undefined;
}

const serve = (adapter: string): Launch => ({ command: process.execPath, args: [serveScript, adapter] });

/** Sluice itself. */
export const launchSluice = (): Launch => serve('sluice');

const tfjsVersion = '4.22.0';

/** All that Sluice is compared with. A peer is an adapter and a line here. */
export const peers: readonly Peer[] = [
  {
    name: 'TensorFlow.js',
    find: async () => {
      const packages = ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm'];
      const problem = await installPeers(packages, tfjsVersion);
      return problem ?? (() => serve('tfjs'));
    },
  },
  {
    name: 'PyTorch',
    find: async ({ python }) => {
      // A Python that its user chose for other work often hides the system's, which has Debian's PyTorch.
      const candidates = python === undefined ? ['python3', '/usr/bin/python3'] : [python];
      for (const command of candidates) {
        if (await succeeds(command, ['-c', 'import torch'])) {
          return ({ threads }) => ({
            command,
            args: [pytorchScript],
            environment: { OMP_NUM_THREADS: String(threads) },
          });
        }
      }
      return {
        missing:
          `${candidates.join(' and ')} cannot import torch; on Debian ` +
          '`apt-get install python3-torch libopenblas0-openmp`, or name another Python with --python',
      };
    },
  },
];

/** Installs packages from npm in the peers' folder unless they are there; says why where that fails. */
async function installPeers(packages: readonly string[], version: string): Promise<Missing | undefined> {
  const installed = await Promise.all(packages.map(installedVersion));
  if (installed.every((found) => found === version)) return undefined;
  process.stderr.write(`Installing ${packages.join(' and ')} ${version} in ${peersFolder} …\n`);
  await mkdir(peersFolder, { recursive: true });
  const wanted = packages.map((name) => `${name}@${version}`);
  const npm = [
    'install',
    '--loglevel=error',
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--prefix',
    peersFolder,
  ];
  try {
    await execute('npm', [...npm, ...wanted]);
    return undefined;
  } catch (error) {
    const { stderr = '', message } = error as Error & { readonly stderr?: string };
    const [reason = message] = /^npm (error|ERR!) (?!code|errno|syscall).*$/m.exec(stderr) ?? [];
    return { missing: `npm could not install it: ${reason}` };
  }
}

async function installedVersion(name: string): Promise<string | undefined> {
  try {
    const manifest = await readFile(join(peersFolder, 'node_modules', name, 'package.json'), 'utf8');
    return (JSON.parse(manifest) as { version: string }).version;
  } catch {
    return undefined;
  }
}

const succeeds = (command: string, args: readonly string[]): Promise<boolean> =>
  execute(command, [...args]).then(
    () => true,
    () => false,
  );
