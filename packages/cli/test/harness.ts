import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { trainRun, type TrainRun } from '../src/compare/train-run.js';
import type { Io } from '../src/io.js';
import { runCommand } from '../src/run-command.js';

/** What a command has done. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in this process; `onInterrupt` is handed what an interrupt would call. */
export async function sluice(
  argv: readonly string[],
  {
    onInterrupt = () => undefined,
    isTTY = false,
    columns = 120,
    train = trainRun,
  }: {
    onInterrupt?: (stop: () => void) => void;
    isTTY?: boolean;
    columns?: number;
    train?: TrainRun;
  } = {},
): Promise<Outcome> {
  const [stdout, stderr] = [[] as string[], [] as string[]];
  const io: Io = {
    stdout: { write: (text) => stdout.push(text) },
    stderr: { write: (text) => stderr.push(text), isTTY, columns },
    command: 'sluice',
    onInterrupt: (stop) => {
      onInterrupt(stop);
      return () => undefined;
    },
    trainRun: train,
  };
  const code = await runCommand(argv, io);
  return { code, stdout: stdout.join(''), stderr: stderr.join('') };
}

/** A folder for each test of a file, which is gone after it. */
export function useFolder(): (name: string) => string {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-cli-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  return (name) => join(folder, name);
}

/** 800 characters, 10 of them different, that a small model learns quickly. */
export const sampleText = 'the cat sat\nthat hat\n'.repeat(40);

/** Sizes that train in a moment. */
export const small = [
  '--hidden',
  '8',
  '--embedding',
  '4',
  '--layers',
  '1',
  '--batch-size',
  '4',
  '--time-steps',
  '10',
];
