// Runs in a process of its own, which its parent kills or takes something away from.
import { readdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { tensor } from '@sluice/math';
import { FileError, saveCheckpointFile, writeFileAtomically } from '../../src/node/index.js';

const [command, path = ''] = process.argv.slice(2);

/** Saves the checkpoints 1, 2, 3 … over each other until it is killed, and tells of each that is saved. */
async function saveForever(): Promise<never> {
  for (let step = 1; ; step++) {
    await saveCheckpointFile(path, {
      version: 1,
      parameters: { w: tensor(new Float32Array(200_000).fill(step)) },
      optimizer: {},
      state: {},
      data: { step },
    });
    process.stdout.write(`${step}\n`);
  }
}

/** Tries to put a large file in the place of a small one, and reports what came of it. */
async function overwrite(): Promise<void> {
  const error: unknown = await writeFileAtomically(path, new Uint8Array(4_000_000)).catch(
    (cause: unknown) => cause,
  );
  const report = {
    isFileError: error instanceof FileError,
    code: error instanceof FileError ? error.code : undefined,
    message: String(error),
    kept: await readFile(path, 'utf8'),
    folder: await readdir(dirname(path)),
  };
  process.stdout.write(JSON.stringify(report));
}

await (command === 'save-forever' ? saveForever() : overwrite());
