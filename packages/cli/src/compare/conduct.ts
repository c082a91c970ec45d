import { nextRun } from './schedule.js';
import type { Run, RunResult, Settings } from './settings.js';
import type { Assignment, RunProgress, TrainRun } from './train-run.js';

/** What a comparison has come to. */
export interface Status {
  readonly settings: Settings;
  readonly results: readonly RunResult[];
  readonly running: ReadonlyMap<Run, RunProgress>;
}

export interface ConductOptions {
  /** Results that are there from before. */
  readonly results: readonly RunResult[];
  /** How many runs train at once. */
  readonly workers: number;
  readonly signal: AbortSignal;
  /** What a run is given, beside the settings. */
  readonly assign: (run: Run) => Omit<Assignment, 'settings' | 'run'>;
  readonly trainRun: TrainRun;
  /** Called when a run begins, comes along or ends. */
  readonly onChange: (status: Status) => void;
  /** Keeps the results; called after each run. */
  readonly save: (results: readonly RunResult[]) => Promise<void>;
}

/** Trains all runs that have no result yet, until there is none left or somebody wants to stop. */
export async function conduct(
  settings: Settings,
  { results: before, workers, signal, assign, trainRun, onChange, save }: ConductOptions,
): Promise<readonly RunResult[]> {
  let results = before;
  const running = new Map<Run, RunProgress>();
  // What goes wrong in one run stops the others too, which are kept then.
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  const change = (): void => onChange({ settings, results, running });

  const train = async (run: Run): Promise<void> => {
    try {
      const onProgress = (progress: RunProgress): void => {
        running.set(run, progress);
        change();
      };
      const options = { signal: controller.signal, onProgress };
      const result = await trainRun({ settings, run, ...assign(run) }, options);
      if (!result) return;
      results = [...results, result];
      await save(results);
    } catch (error) {
      stop();
      throw error;
    } finally {
      running.delete(run);
      change();
    }
  };

  const trainings = new Set<Promise<void>>();
  try {
    for (;;) {
      const isFree = !controller.signal.aborted && trainings.size < workers;
      const run = isFree ? nextRun(settings, results, [...running.keys()]) : undefined;
      if (run) {
        running.set(run, { share: 0, steps: 0, validation: null });
        const training = train(run).finally(() => trainings.delete(training));
        trainings.add(training);
      } else if (trainings.size > 0) {
        await Promise.race(trainings);
      } else {
        return results;
      }
    }
  } finally {
    await Promise.allSettled(trainings);
    signal.removeEventListener('abort', stop);
  }
}
