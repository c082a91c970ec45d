import { createModel, type Model } from '@sluice/model';
import { adam } from '@sluice/optim';
import { hiddenSizeFor, networkFor, type Task } from '@sluice/tasks';
import { createTrainer, type Trainer } from '@sluice/train';
import type { CellSpec } from '../cells/choice.js';
import { loadCell } from '../cells/load-cell.js';
import { createJudge } from './judge.js';
import { measureOf } from './metric.js';
import type { RaceNews, RaceOptions } from './race-news.js';
import { raceTasks } from './race-tasks.js';

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
  const { cells, steps, batchSize, seed, evaluateEvery } = options;
  const { learnt: task, judged } = raceTasks(options);
  const judge = createJudge(judged, seed);
  const judgement = async ({ cell, model }: Runner, step: number): Promise<RaceNews> => ({
    kind: 'judged',
    cell,
    step,
    ...(await judge(model)),
  });

  let runners: Runner[] = [];
  try {
    for (const [cell, spec] of cells.entries()) {
      try {
        const runner = await prepare(spec, cell, task, options);
        const { model, hiddenSize } = runner;
        const before = await judgement(runner, 0);
        runners.push(runner);
        yield { kind: 'ready', cell, hiddenSize, parameters: model.summary().size, measure: measureOf(task) };
        yield before;
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
          if (step % evaluateEvery === 0 || step === steps) yield await judgement(runner, step);
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

async function prepare(spec: CellSpec, cell: number, task: Task, options: RaceOptions): Promise<Runner> {
  const { size, learningRate: rates, batchSize, seed } = options;
  const create = await loadCell(spec);
  const hiddenSize = 'hiddenSize' in size ? size.hiddenSize : hiddenSizeFor(task, create, size);
  const model = await createModel(networkFor(task, create, { hiddenSize }), { seed });
  const trainer = await createTrainer(model, {
    loss: task.loss,
    optimizer: adam({ learningRate: typeof rates === 'number' ? rates : rates[cell]! }),
    clipNorm,
    batchSize,
    timeSteps: task.timeSteps,
  });
  return { cell, hiddenSize, model, trainer };
}
