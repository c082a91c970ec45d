import type { BenchCase, Work } from './cases/work.js';
import type { Contestant } from './contestant.js';
import { lineUp, type Lineup } from './lineup.js';
import { measureWork, type Absence, type WorkResult } from './measure.js';
import { measureScaling, type ScalingResult } from './measure-scaling.js';
import { measureStart, type StartResult } from './measure-start.js';
import { launchSluice } from './peers/index.js';
import type { RoundOptions } from './rounds.js';
import { ContestantError, startContestant } from './start-contestant.js';
import { createTask } from './task.js';

/** What any case showed. */
export type CaseResult = WorkResult | ScalingResult | StartResult;

export interface RunOptions {
  readonly repeats: number;
  readonly lineup: Lineup;
  /** Shows what is going on. */
  readonly say: (text: string) => void;
}

/** Enough steps for a clock that counts microseconds, and for a pause of the garbage collector to be part of it. */
const readingMilliseconds = 20;
/** TensorFlow.js and ONNX Runtime Web grow several times faster over their first second. */
const warmUpMilliseconds = 1500;
/** Keeps the whole run bounded: a step of seconds is measured only a few times. */
const patienceMilliseconds = 15_000;

/** Two contestants and a hundred cases: neither of them grows faster for long. */
const cellTimes = { warmUpMilliseconds: 400, patienceMilliseconds: 2500 };

/** Measures a case, whatever its kind. */
export function runCase(work: BenchCase, options: RunOptions): Promise<CaseResult> {
  const { repeats } = options;
  const rounds = { repeats, warmUpMilliseconds, readingMilliseconds, patienceMilliseconds };
  switch (work.kind) {
    case 'cell-training':
      return runWork(work, options, { ...rounds, ...cellTimes });
    case 'start':
      return measureStart(work, { repeats });
    case 'scaling':
      return measureScaling(work, (task) => startContestant('Sluice', launchSluice(), task), rounds);
    default:
      return runWork(work, options, rounds);
  }
}

async function runWork(work: Work, { lineup, say }: RunOptions, rounds: RoundOptions): Promise<WorkResult> {
  const { present, absent } = lineUp(work, lineup);
  const task = createTask(work);
  const contestants: Contestant[] = [];
  const failed: Absence[] = [];
  try {
    contestants.push(await startContestant('Sluice', launchSluice(), task));
    for (const { name, entry } of present) {
      const own = entry.adapt ? { ...task, work: entry.adapt(work) } : task;
      try {
        contestants.push(await startContestant(name, entry.launch(own.work), own));
      } catch (error) {
        if (!(error instanceof ContestantError)) throw error;
        failed.push({ name, missing: error.message });
      }
    }
    say(`  ${contestants.map(({ name }) => name).join(', ')} …`);
    return await measureWork(work, contestants, { ...rounds, absent: [...absent, ...failed] });
  } finally {
    for (const { close } of contestants) close();
  }
}
