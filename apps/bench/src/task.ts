import { initializers, type Shape, type Tensor } from '@sluice/math';
import { gateCounts, type BenchCase } from './cases.js';

/**
 * Everything that a contestant starts from, with G for the number of gates times the hidden size. The gates stand in
 * PyTorch's order: input, forget, candidate, output for an LSTM; reset, update, candidate for a GRU.
 */
export interface TaskTensors {
  /** f32 `[batch, time, inputSize]`. */
  readonly input: Tensor;
  /** i32 `[batch, time]`. */
  readonly target: Tensor;
  /** f32 `[inputSize, G]`. */
  readonly inputWeights: Tensor;
  /** f32 `[hiddenSize, G]`. */
  readonly recurrentWeights: Tensor;
  /** f32 `[G]`. */
  readonly inputBias: Tensor;
  /** f32 `[G]`: a second bias, as PyTorch has it, so that all train the same weights. */
  readonly recurrentBias: Tensor;
  /** f32 `[hiddenSize, outputSize]`. */
  readonly outputWeights: Tensor;
  /** f32 `[outputSize]`. */
  readonly outputBias: Tensor;
}

/** A case with its numbers. */
export interface Task {
  readonly work: BenchCase;
  readonly tensors: TaskTensors;
}

/** Draws the numbers of a case; a case always gets the same. */
export function createTask(work: BenchCase): Task {
  const { cell, batchSize, timeSteps, inputSize, hiddenSize, outputSize } = work;
  const gates = gateCounts[cell] * hiddenSize;
  let seed = 0;
  const draw = (initializer: initializers.Initializer, shape: Shape): Tensor => ({
    shape,
    dtype: 'f32',
    data: initializer(shape, ++seed),
  });
  const weights = (shape: Shape): Tensor => draw(initializers.torchUniform(hiddenSize), shape);
  const classes = draw(initializers.uniform(0, outputSize), [batchSize, timeSteps]);
  return {
    work,
    tensors: {
      input: draw(initializers.normal(), [batchSize, timeSteps, inputSize]),
      target: {
        shape: classes.shape,
        dtype: 'i32',
        data: Int32Array.from(classes.data, (x) => Math.min(Math.floor(x), outputSize - 1)),
      },
      inputWeights: weights([inputSize, gates]),
      recurrentWeights: weights([hiddenSize, gates]),
      inputBias: weights([gates]),
      recurrentBias: weights([gates]),
      outputWeights: weights([hiddenSize, outputSize]),
      outputBias: weights([outputSize]),
    },
  };
}
