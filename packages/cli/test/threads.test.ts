import { readFile, writeFile } from 'node:fs/promises';
import { loadCheckpoint, saveCheckpoint } from '@sluice/serialization';
import { describe, expect, it } from 'vitest';
import { sampleText, sluice, small, useFolder, type Outcome } from './harness.js';

const at = useFolder();

/** Trains on the sample text. */
async function train(model: string, ...argv: string[]): Promise<Outcome> {
  await writeFile(at('cat.txt'), sampleText);
  return sluice(['train', at('cat.txt'), '--out', at(model), ...argv]);
}

const settingsOf = async (model: string): Promise<string> =>
  /settings +(.*)\n/.exec((await sluice(['inspect', at(model)])).stdout)![1]!;

/** Rewrites the settings of a model file. */
async function changeSettings(
  model: string,
  change: (settings: Record<string, unknown>) => void,
): Promise<void> {
  const checkpoint = loadCheckpoint(await readFile(at(model)));
  change((checkpoint.data as { model: { settings: Record<string, unknown> } }).model.settings);
  await writeFile(at(model), saveCheckpoint(checkpoint));
}

describe('sluice train --threads', { timeout: 60_000 }, () => {
  it('says on how many, and why on one where that was left to it', async () => {
    expect((await train('auto', '--epochs', '1', ...small)).stderr).toMatch(
      /characters, on 1 thread\. The step is so small that more would not make it faster\.\n/,
    );
    expect((await train('one', '--epochs', '1', '--threads', '1', ...small)).stderr).toMatch(
      /characters, on 1 thread\.\n/,
    );
    expect((await train('two', '--epochs', '1', '--threads', '2', ...small)).stderr).toMatch(
      /characters, on 2 threads\.\n/,
    );
    expect((await train('many', '--epochs', '1', '--threads', '9', ...small)).stderr).toMatch(
      /characters, on 4 threads\. A batch has 4 rows/,
    );
    expect(await settingsOf('many')).toMatch(/, 4 threads$/);
  });

  it('goes on with as many as before, bit for bit', async () => {
    await train('whole', '--epochs', '6', '--threads', '2', ...small);
    await train('parts', '--epochs', '3', '--threads', '2', ...small);
    const resumed = await train('parts', '--epochs', '6', '--resume');
    expect(resumed.stderr).toMatch(/^Going on with .* after step \d+\.\n.*, on 2 threads\.\n/);
    expect(await readFile(at('parts'))).toEqual(await readFile(at('whole')));
  });

  it('goes on with another number when told to, and says what that means', async () => {
    await train('model', '--epochs', '1', '--threads', '2', ...small);
    const resumed = await train('model', '--epochs', '2', '--resume', '--threads', '3');
    expect(resumed.stderr).toMatch(
      /after step \d+, on 3 threads instead of 2: the last digits will be others\.\n.*, on 3 threads\.\n/,
    );
    expect(await settingsOf('model')).toMatch(/, 3 threads$/);
  });

  it('takes files from before there were threads for trained on one', async () => {
    await train('whole', '--epochs', '2', '--threads', '1', ...small);
    await train('old', '--epochs', '1', '--threads', '1', ...small);
    await changeSettings('old', (settings) => delete settings['threads']);
    expect(await settingsOf('old')).toMatch(/, 1 thread$/);
    expect((await train('old', '--epochs', '2', '--resume')).code).toBe(0);
    expect(await readFile(at('old'))).toEqual(await readFile(at('whole')));
  });

  it('refuses numbers that make no sense', async () => {
    for (const threads of ['0', '1.5', 'all', '5000']) {
      const { code, stderr } = await train('model', '--threads', threads);
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /--threads.* is invalid\. It must be auto or an integer of at least 1 and of at most 1024\.\n$/,
      );
    }
    await train('model', '--epochs', '1', ...small);
    await changeSettings('model', (settings) => (settings['threads'] = 1e9));
    expect((await sluice(['inspect', at('model')])).stderr).toMatch(
      /settings\.threads must be an integer of at least 1 and at most 1024, but is 1000000000/,
    );
  });
});

describe('sluice start --threads', { timeout: 120_000 }, () => {
  it('says on how many', async () => {
    const argv = ['start', '--cell', 'rnn', '--seconds', '0.2', '--length', '3', '--threads', '2'];
    const { code, stderr } = await sluice(argv);
    expect(code).toBe(0);
    expect(stderr).toMatch(/weights, on 2 threads\.\n/);
  });
});
