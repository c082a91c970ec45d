import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import type { Start } from './cases/work.js';
import { repositoryFolder, startScripts } from './paths.js';

const execute = promisify(execFile);

/** Most processes of each script: a start takes no more to know well. */
const mostRounds = 30;

/** All that the start showed. */
export interface StartResult {
  readonly kind: 'start';
  readonly work: Start;
  /** Why nothing was measured. */
  readonly problem?: string;
  /** Milliseconds from starting a process to its first output, by round. */
  readonly empty: readonly number[];
  readonly sluice: readonly number[];
}

/** Builds the packages where they have changed, then starts scripts in turns. */
export async function measureStart(
  work: Start,
  { repeats, scripts = startScripts, build = buildPackages }: StartOptions,
): Promise<StartResult> {
  const empty: number[] = [];
  const sluice: number[] = [];
  try {
    await build();
    // the first two processes read the files from the disk
    for (let round = -1; round < Math.min(repeats, mostRounds); round++) {
      const both = [await timeStart(scripts.empty), await timeStart(scripts.sluice)] as const;
      if (round < 0) continue;
      empty.push(both[0]);
      sluice.push(both[1]);
    }
    return { kind: 'start', work, empty, sluice };
  } catch (error) {
    const { message } = error as Error;
    return { kind: 'start', work, problem: message, empty: [], sluice: [] };
  }
}

export interface StartOptions {
  readonly repeats: number;
  readonly scripts?: typeof startScripts;
  /** Makes what the scripts import. */
  readonly build?: () => Promise<unknown>;
}

const buildPackages = (): Promise<unknown> =>
  execute('npx', ['turbo', 'run', 'build', '--filter=@sluice/bench^...', '--output-logs=errors-only'], {
    cwd: repositoryFolder,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  });

/** How long a script takes to its first output, which must be a finite number. */
async function timeStart(script: string): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'pipe'] });
  let milliseconds = NaN;
  let output = '';
  let lastWords = '';
  child.stdout.on('data', (text: Buffer) => {
    if (output === '') milliseconds = performance.now() - started;
    output += text.toString();
  });
  child.stderr.on('data', (text: Buffer) => (lastWords += text.toString()));
  await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (output === '' || !Number.isFinite(Number(output))) {
    throw new Error(`${script} printed no number: ${lastWords.trim().slice(-1000) || output || 'nothing'}`);
  }
  return milliseconds;
}
