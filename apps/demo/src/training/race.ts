import { createModel, type Model } from '@sluice/model';
import { adam } from '@sluice/optim';
import { hiddenSizeFor, networkFor, tasks, type Task } from '@sluice/tasks';
import { createTrainer, type Trainer } from '@sluice/train';
import type { CellSpec } from '../cells/choice.js';
import { loadCell } from '../cells/load-cell.js';
import { createJudge, createRespondent, measureOf } from './judge.js';
import { mixed } from './mixed.js';
import type { RaceNews, RaceOptions } from './race-news.js';

/** Clipping of gradients, as in `sluice compare`. */
const clipNorm = 1;

interface Runner {
  readonly cell: number;
  readonly hiddenSize: number;
  readonly model: Model;
  readonly trainer: Trainer;
}

/**
 * Trains several cells on a task side by side: each takes one step in turn, on the same examples and with the same settings, so
 * that all have the same budget. A cell that fails is named and left behind, and the others go on.
 */
export async function* raceCells(options: RaceOptions): AsyncGenerator<RaceNews, void, undefined> {
  const { cells, steps, batchSize, seed, evaluateEvery, shown = 0 } = options;
  const task = raceTask(options);
  const judge = createJudge(task, options.spans?.values.length ?? 1, seed);
  const respond = createRespondent(task, shown, seed);
  const judged = async ({ cell, model }: Runner, step: number): Promise<RaceNews> => {
    const [found, answers] = [await judge(model), await respond(model)];
    return { kind: 'judged', cell, step, ...found, answers };
  };

  let runners: Runner[] = [];
  try {
    for (const [cell, spec] of cells.entries()) {
      try {
        const runner = await prepare(spec, cell, task, options);
        runners.push(runner);
        const { model, hiddenSize } = runner;
        yield { kind: 'ready', cell, hiddenSize, parameters: model.summary().size, measure: measureOf(task) };
        yield await judged(runner, 0);
      } catch (error) {
        yield problem(cell, error);
      }
    }
    for (let step = 1; step <= steps && runners.length > 0; step++) {
      const batch = task.examples({ split: 'train', seed, from: (step - 1) * batchSize, count: batchSize });
      for (const runner of runners) {
        const { cell } = runner;
        try {
          const before = performance.now();
          const { loss } = await runner.trainer.step(batch);
          yield { kind: 'step', cell, step, loss, ms: performance.now() - before };
          if (step % evaluateEvery === 0 || step === steps) yield await judged(runner, step);
        } catch (error) {
          runners = runners.filter((other) => other !== runner);
          runner.trainer.close();
          yield problem(cell, error);
        }
      }
    }
  } finally {
    for (const { trainer } of runners) trainer.close();
  }
}

const problem = (cell: number, error: unknown): RaceNews => ({
  kind: 'problem',
  cell,
  message: error instanceof Error ? error.message : String(error),
});

/** The task of a race, of examples of all its spans. */
export function raceTask({ task, options, spans }: Pick<RaceOptions, 'task' | 'options' | 'spans'>): Task {
  // Each entry takes options of its own and checks them itself.
  const create = tasks[task].create as (options: RaceOptions['options']) => Task;
  if (!spans) return create(options);
  return mixed(spans.values.map((value) => create({ ...options, [spans.option]: value })));
}

async function prepare(spec: CellSpec, cell: number, task: Task, options: RaceOptions): Promise<Runner> {
  const { size, learningRate, batchSize, seed } = options;
  const create = await loadCell(spec);
  const hiddenSize = 'hiddenSize' in size ? size.hiddenSize : hiddenSizeFor(task, create, size);
  const model = await createModel(networkFor(task, create, { hiddenSize }), { seed });
  const trainer = await createTrainer(model, {
    loss: task.loss,
    optimizer: adam({ learningRate }),
    clipNorm,
    batchSize,
    timeSteps: task.timeSteps,
  });
  return { cell, hiddenSize, model, trainer };
}
