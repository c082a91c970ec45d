import { chooseRate, createScore, isTuned } from './schedule.js';
import { isSolved } from './judge.js';
import type { RunResult, Settings } from './settings.js';
import { compareRanks, holm, median, seedsToShow, seedsToTell, type Comparison } from './statistics.js';
import { createTask } from './tasks.js';

/** How rarely chance alone may set two cells as far apart for them to be told apart. */
export const level = 0.05;

/** Some values, for a table. Null where there is no finite one. */
export interface Spread {
  readonly median: number | null;
  readonly best: number | null;
  readonly worst: number | null;
}

/** What is known of a cell. */
export interface CellSummary {
  readonly cell: string;
  readonly hiddenSize: number;
  readonly parameters: number;
  /** Bytes that a training step takes. */
  readonly memory: number;
  readonly learningRate: number;
  /** Each step size that was tried, with the median of the validation at the end. */
  readonly tried: readonly { readonly learningRate: number; readonly validation: number | null }[];
  /** The runs that it is judged by, in the order of their seeds. */
  readonly runs: readonly RunResult[];
  /** The metric of the task on the test examples. */
  readonly test: Spread;
  readonly diverged: number;
  /** How many runs had solved the task at the end, by the test examples. */
  readonly solved: number;
  /** What it took until the validation examples were solved: the median over those runs where they were. */
  readonly untilSolved: { readonly steps: number; readonly seconds: number } | null;
  /** Medians over the runs. */
  readonly steps: number;
  readonly seconds: number;
  readonly secondsPerStep: number;
}

/** Two cells, and how sure it is that they differ. */
export interface Pair extends Comparison {
  readonly a: string;
  readonly b: string;
  /** `p`, corrected for the number of pairs. */
  readonly adjusted: number;
  /** Which of the two is better, if that is sure enough. */
  readonly better: string | null;
  /** About how many seeds would show a difference as large as it looks. */
  readonly seedsToShow: number;
}

export interface Summary {
  readonly settings: Settings;
  readonly cells: readonly CellSummary[];
  readonly pairs: readonly Pair[];
}

/** Draws up what all runs of a comparison have come to. */
export function summarise(settings: Settings, results: readonly RunResult[]): Summary {
  const score = createScore(settings);
  const cells = settings.cells.map((cell) => summariseCell(settings, results, cell));
  const scores = cells.map(({ runs }) => runs.map((run) => score(run, run.test)));
  const compared = cells.flatMap(({ cell: a }, i) =>
    cells.slice(i + 1).map(({ cell: b }, j) => ({ a, b, ...compareRanks(scores[i]!, scores[i + 1 + j]!) })),
  );
  const adjusted = holm(compared.map(({ p }) => p));
  const pairs = compared.map((pair, i): Pair => {
    const isSure = adjusted[i]! <= level;
    return {
      ...pair,
      adjusted: adjusted[i]!,
      better: isSure ? (pair.less > 0.5 ? pair.a : pair.b) : null,
      seedsToShow: Math.max(
        seedsToTell(compared.length, level),
        seedsToShow(pair.less, level / compared.length),
      ),
    };
  });
  return { settings, cells, pairs };
}

function summariseCell(settings: Settings, results: readonly RunResult[], cell: string): CellSummary {
  const task = createTask(settings);
  const runs = results
    .filter((run) => run.cell === cell && run.purpose === 'judging')
    .sort((a, b) => a.seed - b.seed);
  const ofRuns = (measure: (run: RunResult) => number): number => median(runs.map(measure));
  const solvedAt = runs.flatMap(
    ({ curve }) => curve.find(({ validation }) => isSolved(task, validation)) ?? [],
  );
  const { hiddenSize, parameters, memory } = runs[0]!;
  return {
    cell,
    hiddenSize,
    parameters,
    memory,
    learningRate: chooseRate(settings, results, cell)!,
    tried: isTuned(settings)
      ? settings.learningRates.map((learningRate) => {
          const tried = results.filter(
            (run) => run.cell === cell && run.purpose === 'tuning' && run.learningRate === learningRate,
          );
          return {
            learningRate,
            validation: spread(
              task.metric.better,
              tried.map((run) => run.validation),
            ).median,
          };
        })
      : [],
    runs,
    test: spread(
      task.metric.better,
      runs.map(({ test }) => test),
    ),
    diverged: runs.filter(({ outcome }) => outcome === 'diverged').length,
    solved: runs.filter(({ test }) => isSolved(task, test)).length,
    untilSolved:
      solvedAt.length > 0
        ? {
            steps: median(solvedAt.map(({ steps }) => steps)),
            seconds: median(solvedAt.map(({ seconds }) => seconds)),
          }
        : null,
    steps: ofRuns(({ steps }) => steps),
    seconds: ofRuns(({ seconds }) => seconds),
    secondsPerStep: ofRuns(({ seconds, steps }) => (steps > 0 ? seconds / steps : 0)),
  };
}

/** The middle and the ends of some values, where those that are not finite come last. */
export function spread(better: 'higher' | 'lower', values: readonly (number | null)[]): Spread {
  const worst = better === 'lower' ? Infinity : -Infinity;
  const known = values.map((value) => value ?? worst);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return {
    median: finite(median(known)),
    best: finite(better === 'lower' ? least : most),
    worst: finite(better === 'lower' ? most : least),
  };
}
