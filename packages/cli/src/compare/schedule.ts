import { nameOf, type Run, type RunResult, type Settings } from './settings.js';
import { median } from './statistics.js';
import { createTask } from './tasks.js';

/**
 * What a run is judged by, the less the better: the metric of the task, turned round where more of it is better, or what
 * it took to solve the task where runs end there. Infinity for one that diverged or has not solved it.
 */
export function createScore(settings: Settings): (result: RunResult, value: number | null) => number {
  const task = createTask(settings);
  const { budget, untilSolved } = settings;
  return (result, value) => {
    if (value === null) return Infinity;
    if (untilSolved) return result.outcome === 'solved' ? result[budget.unit] : Infinity;
    return task.metric.better === 'lower' ? value : -value;
  };
}

/** Step sizes are chosen by other seeds than cells are judged by, on either side of the first, however many there are. */
const tuningSeeds = ({ seed, tuningSeeds }: Settings): number[] =>
  count(tuningSeeds).map((i) => seed - 1 - i);
const judgingSeeds = ({ seed, seeds }: Settings): number[] => count(seeds).map((i) => seed + i);

/** Whether there are several step sizes to choose from. */
export const isTuned = ({ learningRates }: Settings): boolean => learningRates.length > 1;

export const countRuns = (settings: Settings): number =>
  settings.cells.length *
  (settings.seeds + (isTuned(settings) ? settings.learningRates.length * settings.tuningSeeds : 0));

/**
 * The runs to choose step sizes by, in the order in which they begin. The cell that goes first is another one each time,
 * so that all of them meet the machine alike.
 */
export const tuningRuns = (settings: Settings): Run[] =>
  isTuned(settings)
    ? tuningSeeds(settings).flatMap((seed) =>
        settings.learningRates.flatMap((learningRate, turn) =>
          rotate(settings.cells, turn).map((cell): Run => ({ purpose: 'tuning', cell, learningRate, seed })),
        ),
      )
    : [];

/** The runs that cells are judged by, as far as their step sizes have been chosen. */
export const judgingRuns = (settings: Settings, results: readonly RunResult[]): Run[] =>
  judgingSeeds(settings).flatMap((seed, turn) =>
    rotate(settings.cells, turn).flatMap((cell): Run[] => {
      const learningRate = chooseRate(settings, results, cell);
      return learningRate === undefined ? [] : [{ purpose: 'judging', cell, learningRate, seed }];
    }),
  );

/** The next run to begin; undefined while there is none. */
export function nextRun(
  settings: Settings,
  results: readonly RunResult[],
  running: readonly Run[],
): Run | undefined {
  const begun = new Set([...results, ...running].map(nameOf));
  const isNew = (run: Run): boolean => !begun.has(nameOf(run));
  return tuningRuns(settings).find(isNew) ?? judgingRuns(settings, results).find(isNew);
}

/** The step size of a cell: the one with the best validation at the end, by the median of its runs. */
export function chooseRate(
  settings: Settings,
  results: readonly RunResult[],
  cell: string,
): number | undefined {
  if (!isTuned(settings)) return settings.learningRates[0];
  const score = createScore(settings);
  const tried = settings.learningRates.map((learningRate) => {
    const runs = results.filter(
      (run) => run.purpose === 'tuning' && run.cell === cell && run.learningRate === learningRate,
    );
    return { learningRate, scores: runs.map((run) => score(run, run.validation)) };
  });
  if (tried.some(({ scores }) => scores.length < settings.tuningSeeds)) return undefined;
  return tried.reduce((best, one) => (median(one.scores) < median(best.scores) ? one : best)).learningRate;
}

const count = (length: number): number[] => Array.from({ length }, (_, i) => i);

const rotate = <T>(list: readonly T[], by: number): T[] => list.map((_, i) => list[(i + by) % list.length]!);
