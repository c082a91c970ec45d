import { sequential } from '@sluice/cell';
import { crossEntropy, linear } from '@sluice/layers';
import { createModel } from '@sluice/model';
import { adam } from '@sluice/optim';
import { createTrainer } from '@sluice/train';
import type { Adapter } from '../../contestant.js';
import { splitSteps } from '../layout.js';
import { createCell } from './cells.js';

/** Sluice, through the calls that its users make. */
export const sluice: Adapter = {
  'training-step': async ({ work, tensors }) => {
    const { hiddenSize, outputSize, batchSize, timeSteps, learningRate, threads } = work;
    const { cell, params } = createCell(work, tensors);
    const model = await createModel(sequential(cell, linear(hiddenSize, outputSize)), {
      params: {
        ...Object.fromEntries(Object.entries(params).map(([name, tensor]) => [`0.${name}`, tensor])),
        '1.w': tensors.outputWeights,
        '1.b': tensors.outputBias,
      },
    });
    const trainer = await createTrainer(model, {
      loss: crossEntropy(),
      optimizer: adam({ learningRate }),
      batchSize,
      timeSteps,
      threads,
    });
    const { input, target } = tensors;
    const short = trainer.threads === threads ? '' : ` (${trainer.threadsReason})`;
    return {
      about: `${model.backend} backend, ${countThreads(trainer.threads)}${short}`,
      step: async () => (await trainer.step({ input, target })).loss,
      close: () => trainer.close(),
    };
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

const countThreads = (threads: number): string => `${threads} thread${threads === 1 ? '' : 's'}`;
