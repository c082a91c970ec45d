import { sequential, type Cell } from '@sluice/cell';
import { crossEntropy, linear } from '@sluice/layers';
import { createModel } from '@sluice/model';
import { adam } from '@sluice/optim';
import { createTrainer } from '@sluice/train';
import type { CellTraining, TrainingStep } from '../../cases/work.js';
import { createPackagedCell } from '../../cells.js';
import type { Adapter, Prepared } from '../../contestant.js';
import type { CellTensors, ClassifierTensors } from '../../task.js';
import { splitSteps } from '../layout.js';
import { createCell, type CellWithParams } from './cells.js';

/** Sluice, through the calls that its users make. */
export const sluice: Adapter = {
  'training-step': ({ work, tensors }) => {
    const { cell, params } = createCell(work, tensors);
    return prepareTraining(cell, params, work, tensors);
  },

  'cell-training': ({ work, tensors }) => {
    const cell = createPackagedCell(work);
    const params = Object.keys(cell.params).map((name) => [name, tensors[`params.${name}`]!]);
    return prepareTraining(cell, Object.fromEntries(params) as CellWithParams['params'], work, tensors);
  },

  'streaming-step': async ({ work, tensors }) => {
    const { cell, params } = createCell(work, tensors);
    const model = await createModel(cell, { params });
    const stream = model.stream();
    const inputs = splitSteps(tensors.input, work);
    let t = 0;
    return {
      about: `${model.backend} backend, ${countThreads(1)}`,
      step: () => stream.step(inputs[t++ % inputs.length]!),
    };
  },

  forward: async ({ work, tensors }) => {
    const { cell, params } = createCell(work, tensors);
    const model = await createModel(cell, { params });
    const { input } = tensors;
    return {
      about: `${model.backend} backend, ${countThreads(1)}`,
      step: async () => (await model.predict(input)).output.data,
    };
  },
};

/** Trains a cell with a linear layer behind it. */
async function prepareTraining(
  cell: Cell,
  params: CellWithParams['params'],
  { outputSize, batchSize, timeSteps, learningRate, threads }: TrainingStep | CellTraining,
  { input, target, outputWeights, outputBias }: Pick<CellTensors, 'input'> & ClassifierTensors,
): Promise<Prepared> {
  const model = await createModel(sequential(cell, linear(outputWeights.shape[0]!, outputSize)), {
    params: {
      ...Object.fromEntries(Object.entries(params).map(([name, tensor]) => [`0.${name}`, tensor])),
      '1.w': outputWeights,
      '1.b': outputBias,
    },
  });
  const trainer = await createTrainer(model, {
    loss: crossEntropy(),
    optimizer: adam({ learningRate }),
    batchSize,
    timeSteps,
    threads,
  });
  const short = trainer.threads === threads ? '' : ` (${trainer.threadsReason})`;
  return {
    about: `${model.backend} backend, ${countThreads(trainer.threads)}${short}`,
    step: async () => (await trainer.step({ input, target })).loss,
    close: () => trainer.close(),
  };
}

const countThreads = (threads: number): string => `${threads} thread${threads === 1 ? '' : 's'}`;
