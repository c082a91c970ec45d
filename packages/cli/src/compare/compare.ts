import type { Command } from 'commander';
import { FileError } from '@sluice/serialization/node';
import { knownOr, exitCodes, interruptible, type Io } from '../io.js';
import { formatCount, formatDuration } from '../numbers.js';
import { UsageError } from '../usage-error.js';
import { formatBudget } from './budget.js';
import { conduct } from './conduct.js';
import { createLive } from './live.js';
import { planComparison, type CompareFlags } from './plan.js';
import { reportFiles, writeReport } from './report.js';
import { countRuns, isTuned } from './schedule.js';
import type { RunResult } from './settings.js';
import { chooseSizes, fitWorkers, type Sizes } from './sizes.js';
import { createFolder, makeFolder, unfinished, type Folder, type State } from './state.js';
import { summarise, type Summary } from './summary.js';
import { resultTable, toLines } from './tables.js';
import { createTask } from './tasks.js';
import { judgeCells } from './verdict.js';

/** Does what `sluice compare` was asked for, and returns the exit code. */
export async function compare(io: Io, flags: CompareFlags, command: Command): Promise<number> {
  if (flags.out === '') throw new UsageError('--out is empty. Name the folder to put the report in.');
  const folder = createFolder(flags.out);
  const state = await planComparison(folder, flags, command);
  const { settings } = state;
  const sizes = chooseSizes(settings);
  const workers = fitWorkers(settings, sizes, flags.workers);
  if (!flags.resume) await Promise.all([...reportFiles, unfinished].map((name) => folder.remove(name)));
  await makeFolder(folder);
  await folder.save(state);
  return interruptible(io, async (signal) => {
    io.stderr.write(describePlan(state, sizes, workers));
    const results = await trainAll(io, folder, state, { sizes, workers, signal });
    const total = countRuns(settings);
    if (results.length < total) {
      io.stderr.write(
        `Stopped with ${results.length} of ${total} runs done; how far the others have come is kept too. Add --resume to go on.\n`,
      );
      return exitCodes.interrupted;
    }
    await folder.save({ settings, results });
    await folder.remove(unfinished);
    const summary = summarise(settings, results);
    const report = await writeReport(folder, summary, workers);
    io.stdout.write(describeOutcome(summary, report, knownOr(io.stdout.columns, 120)));
    return exitCodes.done;
  });
}

interface Training {
  readonly sizes: Sizes;
  readonly workers: number;
  readonly signal: AbortSignal;
}

async function trainAll(
  io: Io,
  folder: Folder,
  { settings, results }: State,
  { sizes, workers, signal }: Training,
): Promise<readonly RunResult[]> {
  const live = createLive(io.stderr, results);
  const tellStop = (): void => live.note('Stopping once the running steps are done …');
  signal.addEventListener('abort', tellStop, { once: true });
  try {
    return await conduct(settings, {
      results,
      workers,
      signal,
      assign: (run) => ({ hiddenSize: sizes[run.cell]!, checkpoint: folder.checkpoint(run) }),
      trainRun: io.trainRun,
      onChange: (status) => live.update(status),
      save: async (done) => {
        try {
          await folder.save({ settings, results: done });
        } catch (error) {
          // Hours of training are worth more than one save: the next will find what this one missed.
          if (!(error instanceof FileError)) throw error;
          live.note(`${error.message} The comparison goes on, and will try to save again.`);
        }
      },
    });
  } finally {
    signal.removeEventListener('abort', tellStop);
    live.stop();
  }
}

/** What is going to happen, before it does. */
function describePlan({ settings, results }: State, sizes: Sizes, workers: number): string {
  const { budget, cells, learningRates, size } = settings;
  const hidden =
    'hidden' in size
      ? `Hidden size ${formatCount(size.hidden)}`
      : `Hidden sizes: ${cells.map((cell) => `${cell} ${formatCount(sizes[cell]!)}`).join(', ')}`;
  const left = countRuns(settings) - results.length;
  const task = createTask(settings);
  const seconds = budget.unit === 'seconds' ? Math.ceil(left / workers) * budget.amount : undefined;
  const purpose = isTuned(settings)
    ? `, ${cells.length * learningRates.length * settings.tuningSeeds} of them to choose learning rates`
    : '';
  return (
    `${task.title}: ${task.description}\n` +
    `${hidden}. ` +
    `${formatCount(countRuns(settings))} runs of ${formatBudget(budget)}${purpose}; ` +
    `${results.length > 0 ? `${results.length} ${results.length === 1 ? 'is' : 'are'} done; ` : ''}${workers} at once` +
    `${seconds === undefined || left === 0 ? '' : `, a little more than ${formatDuration(seconds)} in all`}.\n`
  );
}

function describeOutcome(summary: Summary, report: string, columns: number): string {
  const { sentences } = judgeCells(summary);
  return [
    '',
    ...toLines(resultTable(summary), columns),
    '',
    ...(sentences.length > 0 ? [...sentences, ''] : []),
    `Report: ${report}`,
    '',
  ].join('\n');
}
