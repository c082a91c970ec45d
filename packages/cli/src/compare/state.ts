import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FileError, writeFileAtomically } from '@sluice/serialization/node';
import { UsageError } from '../usage-error.js';
import { nameOf, type Run, type RunResult, type Settings } from './settings.js';

/** What a comparison keeps of itself while it runs, and for another look afterwards. */
export interface State {
  readonly settings: Settings;
  readonly results: readonly RunResult[];
}

/** The folder of a comparison. */
export interface Folder {
  readonly path: string;
  /** Where a run is kept while it is unfinished. */
  checkpoint(run: Run): string;
  save(state: State): Promise<void>;
  /** What was kept; undefined where there is no comparison. */
  load(): Promise<State | undefined>;
  /** Writes a file of the report. */
  write(name: string, text: string): Promise<void>;
  /** Removes a file or a folder in it, if there is one. */
  remove(name: string): Promise<void>;
}

const version = 1;

/** The folder in the folder where unfinished runs are kept. */
export const unfinished = 'unfinished';

export function createFolder(path: string): Folder {
  const stateFile = join(path, 'state.json');
  const write = (name: string, text: string): Promise<void> =>
    writeFileAtomically(join(path, name), new TextEncoder().encode(text));
  // One after the other, since of two at once the older might come last.
  let last: Promise<unknown> = Promise.resolve();
  return {
    path,
    checkpoint: (run) => join(path, unfinished, `${nameOf(run)}.safetensors`),
    save: async (state) => {
      const saved = last.then(() => write('state.json', `${JSON.stringify({ version, ...state })}\n`));
      last = saved.catch(() => undefined);
      await saved;
    },
    load: async () => {
      let text: string;
      try {
        text = await readFile(stateFile, 'utf8');
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw new FileError(`Could not read ${stateFile}`, cause);
      }
      return parseState(stateFile, text);
    },
    write,
    remove: (name) => rm(join(path, name), { recursive: true, force: true }),
  };
}

/** Makes the folder, and the one of unfinished runs in it. */
export async function makeFolder({ path }: Folder): Promise<void> {
  try {
    await mkdir(join(path, unfinished), { recursive: true });
  } catch (cause) {
    throw new FileError(`Could not make the folder ${path}`, cause);
  }
}

/** Whether there is anything at a path. */
export async function isTaken(path: string): Promise<boolean> {
  try {
    return (await readdir(path)).length > 0;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw new FileError(`Could not read the folder ${path}`, cause);
  }
}

function parseState(path: string, text: string): State {
  try {
    const state = JSON.parse(text) as State & { readonly version: number };
    if (state.version === version && Array.isArray(state.settings.cells) && Array.isArray(state.results)) {
      return { settings: state.settings, results: state.results };
    }
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
  }
  throw new UsageError(
    `${path} is damaged, or of another version of Sluice. Begin anew with --force, or in another --out.`,
  );
}
