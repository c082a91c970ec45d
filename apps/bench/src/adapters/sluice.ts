import { sequential } from '@sluice/cell';
import { gru } from '@sluice/gru';
import { crossEntropy, linear } from '@sluice/layers';
import { lstm } from '@sluice/lstm';
import { createModel } from '@sluice/model';
import { adam } from '@sluice/optim';
import { rnn } from '@sluice/rnn';
import { createTrainer } from '@sluice/train';
import type { Adapter } from '../contestant.js';

const cells = { lstm, gru, rnn };

/** Sluice, through the calls that its users make. */
export const sluice: Adapter = async ({ work, tensors }) => {
  const { inputSize, hiddenSize, outputSize, batchSize, timeSteps, learningRate, threads } = work;
  const cell = cells[work.cell]({ inputSize, hiddenSize, recurrentBias: true });
  const model = await createModel(sequential(cell, linear(hiddenSize, outputSize)), {
    params: {
      '0.wx': tensors.inputWeights,
      '0.wh': tensors.recurrentWeights,
      '0.b': tensors.inputBias,
      '0.bh': tensors.recurrentBias,
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
  return {
    about: `${model.backend} backend, ${trainer.threads} thread${trainer.threads === 1 ? '' : 's'}`,
    step: async () => (await trainer.step({ input, target })).loss,
  };
};
