import { sequential } from '@sluice/cell';
import { linear, meanSquaredError } from '@sluice/layers';
import { tensor, type Tensor } from '@sluice/math';
import { createModel } from '@sluice/model';
import { adam, cosine } from '@sluice/optim';
import { createTrainer, sequenceBatches } from '@sluice/train';
import type { CellSpec } from '../../cells/choice.js';
import { loadCell } from '../../cells/load-cell.js';
import { changesOf, type Preparation } from './changes.js';
import { forecastWith, type Forecast } from './predict.js';
import { trainingSizes } from './sizes.js';

/** What is to be learnt, and how. */
export interface Order extends Preparation {
  readonly cell: CellSpec;
  readonly values: readonly number[];
  /** How many steps to look ahead of the last value. */
  readonly horizon: number;
  readonly hiddenSize: number;
  /** Length of the stretches that it is trained on. */
  readonly window: number;
  readonly steps: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly seed: number;
}

/** After each step its loss; now and then also what the model forecasts by then. */
export interface News {
  readonly step: number;
  /** Mean squared error, in units of the training part's variance. */
  readonly loss: number;
  /** Milliseconds of training so far. */
  readonly spent: number;
  readonly parameters: number;
  readonly forecast?: Forecast;
}

/** So often is a forecast made while it learns, in milliseconds; and what it takes is at most such a share of the time. */
const forecastEvery = 400;
const forecastShare = 0.25;

/** Trains a model on the first part of a series, and forecasts the rest and what comes after it. */
export async function* learn(order: Order): AsyncGenerator<News> {
  const { values, hiddenSize, steps, learningRate, weightDecay, seed } = order;
  const changes = changesOf(values, order);
  const { knownCount, timeSteps, batchSize } = trainingSizes(order);

  const cell = await loadCell(order.cell);
  const recurrent = cell({ inputSize: 1, hiddenSize });
  const model = await createModel(sequential(recurrent, linear(hiddenSize, 1)), { seed });
  const trainer = await createTrainer(model, {
    loss: meanSquaredError(),
    optimizer: adam({ learningRate: cosine(learningRate, { period: steps }), weightDecay }),
    clipNorm: 1,
    batchSize,
    timeSteps,
  });
  const batches = sequenceBatches(stretches(changes.scaled.subarray(0, knownCount), timeSteps), {
    batchSize,
    shuffleSeed: seed,
  });
  const parameters = Object.values(model.params).reduce((sum, { data }) => sum + data.length, 0);

  const predict = (isLast: boolean): Forecast =>
    forecastWith(model.stream(), { ...order, ...changes, withBand: isLast });
  let [spent, since] = [0, performance.now()];
  let next = 0;
  try {
    for await (const { step, loss } of trainer.fit(batches, { epochs: steps })) {
      spent += performance.now() - since;
      const isLast = step >= steps;
      const isDue = isLast || spent >= next;
      since = performance.now();
      const forecast = isDue ? predict(isLast) : undefined;
      if (forecast) next = spent + Math.max(forecastEvery, (performance.now() - since) / forecastShare);
      yield { step, loss, spent, parameters, ...(forecast && { forecast }) };
      if (isLast) break;
      since = performance.now();
    }
  } finally {
    trainer.close();
  }
}

/** Every stretch of so many steps, and as its target the same one step later. */
function stretches(series: Float32Array, timeSteps: number): { input: Tensor; target: Tensor } {
  const count = series.length - timeSteps;
  const cut = (offset: number): Tensor => {
    const data = new Float32Array(count * timeSteps);
    for (let i = 0; i < count; i++) {
      data.set(series.subarray(i + offset, i + offset + timeSteps), i * timeSteps);
    }
    return tensor(data, [count, timeSteps, 1]);
  };
  return { input: cut(0), target: cut(1) };
}
