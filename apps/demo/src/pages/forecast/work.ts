import type { ProxyMarked } from 'comlink';
import co2 from '../../data/co2-mauna-loa-monthly.csv?raw';
import { startRun, type Report, type Run } from '../../work/run.js';
import { decode } from './csv/decode.js';
import { limits, readCsv, type ColumnChoice, type Reading } from './csv/read-csv.js';
import { learn, type News, type Order } from './learn.js';

/** What this page's worker can do. */
export const work = {
  /** The series that comes along. */
  bundled(): Reading {
    const { series, ...reading } = readCsv({ text: co2 });
    return { ...reading, series: { ...series!, name: 'CO₂', unit: 'ppm' } };
  },

  /** A series out of a file. */
  async read(file: Blob, choice?: ColumnChoice): Promise<Reading> {
    if (file.size > limits.bytes) {
      return { problem: { kind: 'too-large', have: file.size, need: limits.bytes }, notes: [], columns: [] };
    }
    return readCsv(decode(new Uint8Array(await file.arrayBuffer())), choice);
  },

  /** Trains a model and forecasts with it. */
  learn: (order: Order, report: Report<News>): Promise<Run & ProxyMarked> => startRun(learn(order), report),
};
