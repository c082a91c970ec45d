import { initializers, type Shape, type Tensor } from '@sluice/math';
import { gateCounts } from './cases/describe.js';
import type { TrainingStep, Work } from './cases/work.js';

/**
 * What a cell computes from, with G for the number of gates times the hidden size. The gates stand in PyTorch's order:
 * input, forget, candidate, output for an LSTM; reset, update, candidate for a GRU; forget, candidate for an MGU.
 */
export interface CellTensors {
  /** f32 `[batch, time, inputSize]`. */
  readonly input: Tensor;
  /** f32 `[inputSize, G]`. */
  readonly inputWeights: Tensor;
  /** f32 `[hiddenSize, G]`. */
  readonly recurrentWeights: Tensor;
  /** f32 `[G]`. */
  readonly inputBias: Tensor;
  /** f32 `[G]`: a second bias, as PyTorch has it, so that all train the same weights. An MGU has none. */
  readonly recurrentBias: Tensor;
}

/** What training starts from. */
export interface TrainingTensors extends CellTensors {
  /** i32 `[batch, time]`. */
  readonly target: Tensor;
  /** f32 `[hiddenSize, outputSize]`. */
  readonly outputWeights: Tensor;
  /** f32 `[outputSize]`. */
  readonly outputBias: Tensor;
}

/** Work with its numbers. */
export interface Task<W extends Work = Work> {
  readonly work: W;
  readonly tensors: W extends TrainingStep ? TrainingTensors : CellTensors;
}

/** Draws the numbers of a piece of work; it always gets the same. */
export function createTask(work: Work): Task {
  const { cell, batchSize, timeSteps, inputSize, hiddenSize } = work;
  const gates = gateCounts[cell] * hiddenSize;
  let seed = 0;
  const draw = (initializer: initializers.Initializer, shape: Shape): Tensor => ({
    shape,
    dtype: 'f32',
    data: initializer(shape, ++seed),
  });
  const weights = (shape: Shape): Tensor => draw(initializers.torchUniform(hiddenSize), shape);
  const tensors: CellTensors = {
    input: draw(initializers.normal(), [batchSize, timeSteps, inputSize]),
    inputWeights: weights([inputSize, gates]),
    recurrentWeights: weights([hiddenSize, gates]),
    inputBias: weights([gates]),
    recurrentBias: weights([gates]),
  };
  if (work.kind !== 'training-step') return { work, tensors };
  const { outputSize } = work;
  const classes = draw(initializers.uniform(0, outputSize), [batchSize, timeSteps]);
  const training: TrainingTensors = {
    ...tensors,
    target: {
      shape: classes.shape,
      dtype: 'i32',
      data: Int32Array.from(classes.data, (x) => Math.min(Math.floor(x), outputSize - 1)),
    },
    outputWeights: weights([hiddenSize, outputSize]),
    outputBias: weights([outputSize]),
  };
  return { work, tensors: training };
}
