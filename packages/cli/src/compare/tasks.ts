import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { tasks as registry, type Task, type TaskOption } from '@sluice/tasks';
import { FileError } from '@sluice/serialization/node';
import { UsageError } from '../usage-error.js';
import type { Settings } from './settings.js';

/** What there is to know of a task before it is made. */
interface Entry {
  readonly create: (options: Readonly<Record<string, unknown>>) => Task;
  readonly options: Readonly<Record<string, TaskOption>>;
}

const tasks = registry as unknown as Readonly<Record<string, Entry>>;

export const taskNames = Object.keys(tasks);

/** A task with what was said about it. A text or a series is named by its file, and recognised by its digest. */
export interface ChosenTask {
  readonly name: string;
  readonly options: Readonly<Record<string, number | string>>;
  readonly digests: Readonly<Record<string, string>>;
}

export const optionsOf = (task: string): Readonly<Record<string, TaskOption>> => tasks[task]!.options;

/** `shortestLength` as `--shortest-length`. */
export const flagOf = (option: string): string =>
  `--${option.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Reads the words that were given for the options of a task. */
export function chooseTask(name: string, given: Readonly<Record<string, string | undefined>>): ChosenTask {
  const known = optionsOf(name);
  const options: Record<string, number | string> = {};
  const digests: Record<string, string> = {};
  for (const [option, text] of Object.entries(given)) {
    if (text === undefined) continue;
    const flag = flagOf(option);
    const { kind } = known[option] ?? {};
    if (kind === undefined) {
      const own = Object.keys(known).map(flagOf).join(', ');
      throw new UsageError(`The task ${name} has no ${flag}. Its options: ${own}.`);
    }
    if (kind === 'integer' && !/^-?\d+$/.test(text.trim())) {
      throw new UsageError(`${flag} must be an integer, but is ${text}.`);
    }
    options[option] = kind === 'integer' ? Number(text) : text;
    if (kind === 'text' || kind === 'numbers') digests[option] = digestOf(readBytes(text));
  }
  for (const [option, about] of Object.entries(known)) {
    if (!('required' in about) || !about.required || options[option] !== undefined) continue;
    throw new UsageError(`The task ${name} needs ${flagOf(option)} FILE: ${about.about}.`);
  }
  return { name, options, digests };
}

const made = new WeakMap<ChosenTask, Task>();

/** Makes the task of a comparison, once. */
export function createTask({ task }: Pick<Settings, 'task'>): Task {
  const known = made.get(task) ?? tasks[task.name]!.create(readGiven(task));
  made.set(task, known);
  return known;
}

/** Options with the texts and numbers of the files that they name. */
function readGiven({ name, options, digests }: ChosenTask): Record<string, unknown> {
  const read = ([option, value]: [string, number | string]): [string, unknown] => {
    const { kind } = optionsOf(name)[option]!;
    if (kind !== 'text' && kind !== 'numbers') return [option, value];
    const path = String(value);
    const bytes = readBytes(path);
    if (digestOf(bytes) !== digests[option]) {
      throw new UsageError(`${path} has changed since the comparison began. Begin anew with --force.`);
    }
    const text = new TextDecoder().decode(bytes);
    return [option, kind === 'text' ? text : readNumbers(path, text)];
  };
  return Object.fromEntries(Object.entries(options).map(read));
}

/** Numbers between spaces, commas, semicolons or line ends. */
function readNumbers(path: string, text: string): number[] {
  const words = text.split(/[\s,;]+/).filter((word) => word !== '');
  const wrong = words.find((word) => !Number.isFinite(Number(word)));
  if (wrong === undefined) return words.map(Number);
  throw new UsageError(`${path} must hold numbers and nothing else, but holds ${JSON.stringify(wrong)}.`);
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new FileError(`Could not read ${path}`, cause);
  }
}

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
