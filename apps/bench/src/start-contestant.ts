import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { SluiceError } from '@sluice/math';
import type { Contestant, Reading } from './contestant.js';
import type { Task } from './task.js';
import { decodeResults, encodeTask, type Answer, type Request, type Results } from './wire.js';

/** Someone who takes part did not start, failed, or ended early. */
export class ContestantError extends SluiceError {
  override name = 'ContestantError';
}

/** A program that takes part. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the environment of this process. */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Starts a program that takes part, and has it prepare a task. It waits for its turn without using the processor, and a
 * process of its own keeps its garbage out of the others' measurements.
 *
 * @throws ContestantError when the program cannot be started or fails to prepare.
 */
export async function startContestant(name: string, launch: Launch, task: Task): Promise<Contestant> {
  const child = spawn(launch.command, launch.args, { env: { ...process.env, ...launch.environment } });
  let lastWords = '';
  child.on('error', ({ message }) => (lastWords += message));
  child.stdin.on('error', () => undefined); // the end of its output says that it has ended
  child.stderr.on('data', (text: Buffer) => (lastWords = (lastWords + text.toString()).slice(-1000)));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

  const ask = async <T extends Answer>(request: Request): Promise<T> => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const line = await lines.next();
    if (line.done === true) {
      throw new ContestantError(
        `${name} ended before it answered "${request.request}": ${lastWords.trim() || 'without a word'}`,
      );
    }
    const answer = JSON.parse(line.value) as T | { readonly error: string };
    if ('error' in answer) {
      throw new ContestantError(`${name} failed at "${request.request}": ${answer.error}`);
    }
    return answer;
  };

  const close = (): void => void child.kill();
  try {
    const { about } = await ask<{ readonly about: string }>(encodeTask(task));
    return {
      name,
      about,
      check: async (steps) => decodeResults(await ask<Results>({ request: 'check', steps })),
      measure: (steps) => ask<Reading>({ request: 'measure', steps }),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}
