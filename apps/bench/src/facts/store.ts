import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Outcome, Trial } from './fact.js';

/** Outcomes of trials, kept in a file as they come. */
export interface OutcomeStore {
  get(trial: Trial): Outcome | undefined;
  set(trial: Trial, outcome: Outcome): void;
}

/**
 * Opens the outcomes that a file holds; one that is not there yet holds none.
 *
 * @param trials - those there are: outcomes of others, with settings of the past, are not kept.
 * @throws Error when the file is no such file, naming it.
 */
export function openStore(path: string, trials: readonly Trial[]): OutcomeStore {
  const keys = new Set(trials.map(keyOf));
  const outcomes = new Map(readEntries(path).filter(([key]) => keys.has(key)));
  return {
    get: (trial) => outcomes.get(keyOf(trial)),
    set: (trial, outcome) => {
      outcomes.set(keyOf(trial), outcome);
      const sorted = [...outcomes].sort(([a], [b]) => (a < b ? -1 : 1));
      mkdirSync(dirname(path), { recursive: true });
      // a file that is renamed is never half written
      writeFileSync(`${path}.part`, `${JSON.stringify(sorted, undefined, 2)}\n`);
      renameSync(`${path}.part`, path);
    },
  };
}

/** Trials with the same settings are the same trial, in whatever order these are written down. */
const keyOf = (trial: Trial): string =>
  JSON.stringify(trial, (_, value: unknown) =>
    isRecord(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
  );

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readEntries(path: string): [string, Outcome][] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  try {
    return JSON.parse(text) as [string, Outcome][];
  } catch {
    throw new Error(`${path} holds no outcomes of facts: move it away, and they will be found anew.`);
  }
}
