import type { ProxyMarked } from 'comlink';
import type { CellSpec } from '../../cells/choice.js';
import { loadCell } from '../../cells/load-cell.js';
import { cellGraph, type CellGraph } from '../../graph/cell-graph.js';
import { startRun, type Report, type Run } from '../../work/run.js';
import { sizes, type Watched } from './settings.js';
import { watch, type WatchNews } from './watch.js';

/** What this page's worker can do. */
export const work = {
  /** The picture of a cell, in the sizes of the model that is trained here. */
  async graph(cell: CellSpec): Promise<CellGraph> {
    const create = await loadCell(cell);
    return cellGraph(create(sizes));
  },
  /** Trains a small model, and shows what it does with a sentence. */
  watch: (watched: Watched, report: Report<WatchNews>): Promise<Run & ProxyMarked> =>
    startRun(watch(watched), report),
};
