import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { works } from '../src/cases/index.js';
import { ContestantError, startContestant, type Launch } from '../src/start-contestant.js';
import { createTask } from '../src/task.js';
import { decodeTask, encodeTask, type PrepareRequest } from '../src/wire.js';
import { shrink } from './tiny.js';

const task = createTask(shrink(works[0]!));
const counting = fileURLToPath(new URL('programs/counting.mjs', import.meta.url));
const node = (...args: string[]): Launch => ({ command: process.execPath, args });

it('hands a program its task, then asks it for step after step', async () => {
  const launch = { ...node(counting), environment: { COLOUR: 'red' } };
  const contestant = await startContestant('Counter', launch, task);
  try {
    expect(contestant.about).toBe(`train-lstm [2, 3, 4] ${task.tensors.input.data[0]!} red`);
    expect(await contestant.check(3)).toEqual(Float32Array.of(0, 1, 2));
    expect(await contestant.check(1)).toEqual(Float32Array.of(3));
    expect(await contestant.measure(7)).toEqual({ steps: 7, milliseconds: 1, processorMilliseconds: 1 });
  } finally {
    contestant.close();
  }
});

it('gives the last words of a program that ends, or that cannot be started', async () => {
  const dying = startContestant(
    'Hamlet',
    node('-e', 'console.error("The rest is silence."); process.exit(1)'),
    task,
  );
  await expect(dying).rejects.toThrow(ContestantError);
  await expect(dying).rejects.toThrow('Hamlet ended before it answered "prepare": The rest is silence.');
  const absent = startContestant('Godot', { command: '/nowhere/godot', args: [] }, task);
  await expect(absent).rejects.toThrow(
    'Godot ended before it answered "prepare": spawn /nowhere/godot ENOENT',
  );
});

it('passes on what a program says is wrong', async () => {
  const failing = node('-e', `process.stdin.once('data', () => console.log('{"error":"no memory"}'))`);
  await expect(startContestant('Peer', failing, task)).rejects.toThrow('Peer failed at "prepare": no memory');
});

it('carries a task bit for bit', () => {
  const sent = JSON.parse(JSON.stringify(encodeTask(task))) as PrepareRequest;
  expect(decodeTask(sent)).toEqual(task);
});
