import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { commandLineOf } from './command-line.js';
import { pictures, writeMarkdown, type Machine } from './markdown.js';
import { drawCurves, drawRuns } from './plot/pictures.js';
import type { Folder } from './state.js';
import type { Summary } from './summary.js';
import { createTask } from './tasks.js';
import { judgeCells } from './verdict.js';

/** The version of what `report.json` looks like. */
const version = 1;

/** The files that a report is made of. */
export const reportFiles = ['report.md', 'report.json', ...Object.values(pictures)];

/** Writes the report of a comparison, and returns where the part for people is. */
export async function writeReport(folder: Folder, summary: Summary, workers: number): Promise<string> {
  const machine: Machine = {
    processor: cpus()[0]?.model.trim() ?? 'an unknown processor',
    cores: availableParallelism(),
    node: process.versions.node,
    workers,
  };
  const { name, title, metric, baseline, solved, published } = createTask(summary.settings);
  const { name: metricName, unit, better } = metric;
  const data = {
    version,
    command: commandLineOf(summary.settings),
    machine,
    task: { name, title, metric: { name: metricName, unit, better }, baseline, solved, published },
    verdict: judgeCells(summary),
    ...summary,
    // JSON has no infinity: so many seeds as none could be are null.
    pairs: summary.pairs.map((pair) => ({
      ...pair,
      seedsToShow: Number.isFinite(pair.seedsToShow) ? pair.seedsToShow : null,
    })),
  };
  await folder.write(pictures.time, drawCurves(summary, 'seconds'));
  await folder.write(pictures.steps, drawCurves(summary, 'steps'));
  await folder.write(pictures.runs, drawRuns(summary));
  await folder.write('report.json', `${JSON.stringify(data, undefined, 2)}\n`);
  await folder.write('report.md', writeMarkdown(summary, machine));
  return join(folder.path, 'report.md');
}
