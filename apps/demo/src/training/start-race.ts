import type { ProxyMarked } from 'comlink';
import { startRun, type Report, type Run } from '../work/run.js';
import { raceCells } from './race.js';
import type { RaceNews, RaceOptions } from './race-news.js';

/**
 * Starts a race in a worker. It answers when all cells are compiled and the first step is taken, so that a cell that never ends
 * is noticed by whoever waits for the answer.
 */
export async function startRace(options: RaceOptions, report: Report<RaceNews>): Promise<Run & ProxyMarked> {
  const steps = raceCells(options);
  const prepared: RaceNews[] = [];
  for (let next = await steps.next(); !next.done; next = await steps.next()) {
    prepared.push(next.value);
    if (next.value.kind === 'step') break;
  }
  return startRun(after(prepared, steps), report);
}

async function* after<T>(first: readonly T[], rest: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  yield* first;
  yield* rest;
}
