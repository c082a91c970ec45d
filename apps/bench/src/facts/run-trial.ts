import { setImmediate } from 'node:timers/promises';
import { createModel, type Model } from '@sluice/model';
import { adam } from '@sluice/optim';
import { tasks, type Task } from '@sluice/tasks';
import { createTrainer, DivergedError } from '@sluice/train';
import type { Outcome, Trial } from './fact.js';
import { networkOf } from './networks.js';

/** After how many steps a model is judged. */
const judgedEvery = 250;
/** By how many examples, in batches. */
const judgedBy = { batches: 5, count: 100 };

/** How far a trial is. */
export interface Progress {
  readonly step: number;
  readonly metric: number;
}

/**
 * Trains until the goal is reached or the steps are used up.
 *
 * @returns undefined when it was stopped before.
 */
export async function runTrial(
  trial: Trial,
  report: (progress: Progress) => void,
  signal?: AbortSignal,
): Promise<Outcome | undefined> {
  const { seed, batchSize, steps, learningRate, goal, recurrentBound } = trial;
  const task = createTask(trial);
  const model = await createModel(networkOf(task, trial), { seed });
  // one thread, so that the same trial has the same bits wherever it runs
  const trainer = await createTrainer(model, {
    loss: task.loss,
    optimizer: adam({ learningRate }),
    clipNorm: 1,
    batchSize,
    timeSteps: task.timeSteps,
  });
  const reached = (metric: number): boolean =>
    task.metric.better === 'higher' ? metric >= goal : metric <= goal;
  let metric = NaN;
  for (let step = 1; step <= steps; step++) {
    // a step never waits for anything outside of this thread, so Ctrl-C would not be heard
    await setImmediate();
    if (signal?.aborted) return undefined;
    try {
      await trainer.step(
        task.examples({ split: 'train', seed, from: (step - 1) * batchSize, count: batchSize }),
      );
    } catch (error) {
      if (!(error instanceof DivergedError)) throw error;
      return { metric: await judge(model, task), divergedAfter: step, ...(await judgeBeyond(model, trial)) };
    }
    if (recurrentBound !== undefined) bindRecurrentWeights(model, recurrentBound);
    if (step % judgedEvery !== 0 && step !== steps) continue;
    metric = await judge(model, task);
    report({ step, metric });
    if (reached(metric)) return { solvedAfter: step, metric, ...(await judgeBeyond(model, trial)) };
  }
  return { metric, ...(await judgeBeyond(model, trial)) };
}

/** The task of a trial. */
export const createTask = ({ task, taskOptions }: Pick<Trial, 'task' | 'taskOptions'>): Task =>
  (tasks[task].create as (options: object) => Task)(taskOptions);

async function judgeBeyond(model: Model, { beyond, ...trial }: Trial): Promise<Pick<Outcome, 'beyond'>> {
  if (!beyond) return {};
  const taskOptions = { ...trial.taskOptions, ...beyond };
  return { beyond: await judge(model, createTask({ ...trial, taskOptions })) };
}

async function judge(model: Model, task: Task): Promise<number> {
  let [sum, count] = [0, 0];
  for (let batch = 0; batch < judgedBy.batches; batch++) {
    const from = batch * judgedBy.count;
    const examples = task.examples({ split: 'test', seed: 0, from, count: judgedBy.count });
    const { output } = await model.predict(examples.input, { lengths: examples.lengths });
    const measured = task.metric.measure(output, examples);
    sum += measured.sum;
    count += measured.count;
  }
  return sum / count;
}

/** Holds the recurrent weights of IndRNN within bounds, as its paper does. */
function bindRecurrentWeights(model: Model, bound: number): void {
  const bounded = Object.entries(model.params).flatMap(([name, weights]) =>
    name.endsWith('.u')
      ? [[name, { ...weights, data: weights.data.map((u) => Math.max(-bound, Math.min(bound, u))) }] as const]
      : [],
  );
  for (const [name, weights] of bounded) model.params[name] = weights;
}
