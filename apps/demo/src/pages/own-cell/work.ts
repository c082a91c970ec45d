import type { ProxyMarked } from 'comlink';
import type { RaceNews, RaceOptions } from '../../training/race-news.js';
import type { Report, Run } from '../../work/run.js';
import { checkCell } from './check-cell.js';
import { explainCells } from './explain-cells.js';

/** What this page's worker can do. */
export const work = {
  /** Answers once it is loaded, so that a slow network is not taken for a cell that never ends. */
  ready: (): boolean => true,
  checkCell,
  explainCells,
  /** The tasks are fetched with the first race. */
  async startRace(options: RaceOptions, report: Report<RaceNews>): Promise<Run & ProxyMarked> {
    const { startRace } = await import('../../training/start-race.js');
    return startRace(options, report);
  },
};
