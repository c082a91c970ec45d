import type { ProxyMarked } from 'comlink';
import { startRun, type Report, type Run } from '../work/run.js';
import type { RaceNews, RaceOptions } from './race-news.js';
import { raceCells } from './race.js';

/** Starts a race in a worker; it is under way when all cells are compiled and the first step is taken. */
export const startRace = (options: RaceOptions, report: Report<RaceNews>): Promise<Run & ProxyMarked> =>
  startRun(raceCells(options), report, ({ kind }) => kind === 'step');
