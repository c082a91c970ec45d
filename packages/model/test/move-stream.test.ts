import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createModel } from '../src/index.js';
import type { Luggage, Returned } from './elsewhere/luggage.js';
import { net } from './elsewhere/net.js';

let folder: string;
let program: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-'));
  program = join(folder, 'elsewhere.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('elsewhere/main.ts', import.meta.url))],
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['@sluice/source'],
    outfile: program,
  });
});

afterAll(() => rm(folder, { recursive: true }));

const travel = {
  async process(luggage: Luggage): Promise<Returned> {
    // Messages are JSON unless asked for otherwise, and JSON keeps no typed arrays.
    const child = fork(program, { serialization: 'advanced', execArgv: [] });
    child.send(luggage);
    const [returned] = (await once(child, 'message')) as [Returned];
    child.kill();
    return returned;
  },
  async worker(luggage: Luggage): Promise<Returned> {
    const worker = new Worker(program, { execArgv: [], workerData: luggage });
    const [returned] = (await once(worker, 'message')) as [Returned];
    await worker.terminate();
    return returned;
  },
};

describe.each(['process', 'worker'] as const)('a stream that moves to another %s', (place) => {
  it('goes on there and comes back, bit for bit', { timeout: 30_000 }, async () => {
    const model = await createModel(net, { seed: 5 });
    const [stays, moves] = [model.stream(), model.stream()];
    for (const token of [3, 1, 4]) {
      stays.step(token);
      moves.step(token);
    }
    const inputs = [1, 5, 0, 2, 6];
    const { outputs, state } = await travel[place]({
      params: { ...model.params },
      state: moves.state,
      inputs,
    });
    expect(outputs).toEqual(inputs.map((token) => Float32Array.from(stays.step(token))));
    expect(state).toEqual(stays.state);
    moves.reset();
    moves.state = state;
    expect(moves.step(2)).toEqual(stays.step(2));
  });
});
