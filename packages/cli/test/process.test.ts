import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, defaultServerConditions } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCheckpoint } from '@sluice/serialization';
import { sampleText, small } from './harness.js';

let folder = '';
const at = (name: string): string => join(folder, name);

// Node itself does not run the sources, so files are made of them. They stand beside their manifest and their data, as `dist` does.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-process-'));
  const conditions = ['@sluice/source', ...defaultServerConditions];
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true,
      outDir: at('dist'),
      rollupOptions: {
        input: {
          main: fileURLToPath(new URL('../src/main.ts', import.meta.url)),
          'compare/worker': fileURLToPath(new URL('../src/compare/worker.ts', import.meta.url)),
        },
        output: { entryFileNames: '[name].js' },
      },
    },
    resolve: { conditions },
    ssr: { noExternal: true, resolve: { conditions } },
  });
  await writeFile(at('package.json'), '{"version":"0.0.0","type":"module"}');
  await writeFile(at('cat.txt'), sampleText);
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const start = (argv: readonly string[]): ChildProcess =>
  spawn(process.execPath, [at('dist/main.js'), ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });

const train = (model: string, epochs: number): ChildProcess =>
  start(['train', at('cat.txt'), '--out', at(model), '--epochs', `${epochs}`, ...small]);

async function stepOf(model: string): Promise<number> {
  const { data } = loadCheckpoint(await readFile(at(model)));
  return (data as { training: { step: number } }).training.step;
}

describe('the process', { timeout: 60_000 }, () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('saves and ends with 130 on %s', async (signal) => {
    const running = train(signal, 1_000_000);
    const closed = once(running, 'close');
    // The sizes are told when a signal would be heard.
    await once(running.stderr!, 'data');
    running.kill(signal);
    expect(await closed).toEqual([130, null]);
    expect(await stepOf(signal)).toBeLessThan(1_000_000);
  });

  it('trains to the end and saves when nobody reads what it says', async () => {
    const running = train('unread', 3);
    running.stdout!.destroy();
    running.stderr!.destroy();
    expect(await once(running, 'close')).toEqual([0, null]);
    expect(await stepOf('unread')).toBeGreaterThan(0);
  });

  it('compares on threads, stops them on a signal, and goes on', async () => {
    const argv = ['compare', '--out', at('compared')];
    const small = [
      '--length',
      '6',
      '--hidden',
      '4',
      '--cells',
      'gru,rnn',
      '--learning-rates',
      '0.01',
      '--seeds',
      '1',
    ];
    const running = start([...argv, ...small, '--budget', '1h']);
    const closed = once(running, 'close');
    await once(running.stderr!, 'data');
    running.kill('SIGINT');
    expect(await closed).toEqual([130, null]);
    expect(await readdir(at('compared'))).toEqual(['state.json', 'unfinished']);

    const again = start([...argv, ...small, '--budget', '30steps', '--force']);
    expect(await once(again, 'close')).toEqual([0, null]);
    expect(await readdir(at('compared'))).toContain('report.md');
  });

  it('says in one line what a thread could not do', async () => {
    const out = at('refused');
    const small = ['--length', '6', '--hidden', '4', '--cells', 'rnn', '--learning-rates', '0.01'];
    const stopped = start(['compare', '--out', out, ...small, '--budget', '1h', '--workers', '1']);
    await once(stopped.stderr!, 'data');
    stopped.kill('SIGINT');
    await once(stopped, 'close');
    await writeFile(join(out, 'unfinished/judging-rnn-0.01-1.safetensors'), 'damaged');
    const running = start(['compare', '--out', out, '--resume']);
    let said = '';
    running.stderr!.on('data', (data: Buffer) => (said += data.toString()));
    expect(await once(running, 'close')).toEqual([1, null]);
    expect(said).toMatch(/\nsluice: .*unfinished.*judging-rnn.*\n$/);
  });

  it('ends well when its reader has seen enough', async () => {
    await once(train('model', 1), 'close');
    const running = start(['sample', at('model'), '--length', '100000000']);
    const closed = once(running, 'close');
    await once(running.stdout!, 'data');
    running.stdout!.destroy();
    expect(await closed).toEqual([0, null]);
  });
});
