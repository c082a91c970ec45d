import { outputSpec } from '@sluice/cell';
import { initializers, type Shape, type Tensor } from '@sluice/math';
import { createPackagedCell } from './cells.js';
import { gateCounts } from './cases/describe.js';
import type { CellTraining, SharedWork, TrainingStep, Work } from './cases/work.js';

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

/** What a classifier behind a cell is trained with. */
export interface ClassifierTensors {
  /** i32 `[batch, time]`. */
  readonly target: Tensor;
  /** f32 `[width of the cell's output, outputSize]`. */
  readonly outputWeights: Tensor;
  /** f32 `[outputSize]`. */
  readonly outputBias: Tensor;
}

/** What training starts from. */
export interface TrainingTensors extends CellTensors, ClassifierTensors {}

/** What the training of any cell starts from: its own start values, by the names that it gives them. */
export interface CellTrainingTensors extends ClassifierTensors, Pick<CellTensors, 'input'> {
  readonly [name: `params.${string}`]: Tensor;
}

/** Work with its numbers. */
export interface Task<W extends Work = Work> {
  readonly work: W;
  readonly tensors: W extends TrainingStep
    ? TrainingTensors
    : W extends CellTraining
      ? CellTrainingTensors
      : CellTensors;
}

type Draw = (initializer: initializers.Initializer, shape: Shape) => Tensor;

/** Draws the numbers of a piece of work; it always gets the same. */
export function createTask<W extends Work>(work: W): Task<W> {
  let seed = 0;
  const draw: Draw = (initializer, shape) => ({ shape, dtype: 'f32', data: initializer(shape, ++seed) });
  const tensors = work.kind === 'cell-training' ? drawPackaged(work, draw) : drawShared(work, draw);
  return { work, tensors: tensors as Task<W>['tensors'] };
}

function drawShared(work: SharedWork, draw: Draw): CellTensors | TrainingTensors {
  const { cell, inputSize, hiddenSize } = work;
  const gates = gateCounts[cell] * hiddenSize;
  const weights = (shape: Shape): Tensor => draw(initializers.torchUniform(hiddenSize), shape);
  const tensors: CellTensors = {
    input: drawInput(work, draw),
    inputWeights: weights([inputSize, gates]),
    recurrentWeights: weights([hiddenSize, gates]),
    inputBias: weights([gates]),
    recurrentBias: weights([gates]),
  };
  return work.kind === 'training-step' ? { ...tensors, ...drawClassifier(work, hiddenSize, draw) } : tensors;
}

function drawPackaged(work: CellTraining, draw: Draw): CellTrainingTensors {
  const cell = createPackagedCell(work);
  const [width] = outputSpec(cell, cell.input!)!.shape as [number];
  const params = Object.entries(cell.params).map(([name, { shape, initial }]) => [
    `params.${name}`,
    draw(initial, shape),
  ]);
  return {
    input: drawInput(work, draw),
    ...drawClassifier(work, width, draw),
    ...(Object.fromEntries(params) as Record<`params.${string}`, Tensor>),
  };
}

const drawInput = ({ batchSize, timeSteps, inputSize }: Work, draw: Draw): Tensor =>
  draw(initializers.normal(), [batchSize, timeSteps, inputSize]);

function drawClassifier(
  { batchSize, timeSteps, outputSize }: TrainingStep | CellTraining,
  width: number,
  draw: Draw,
): ClassifierTensors {
  const classes = draw(initializers.uniform(0, outputSize), [batchSize, timeSteps]);
  const weights = initializers.torchUniform(width);
  return {
    target: {
      shape: classes.shape,
      dtype: 'i32',
      data: Int32Array.from(classes.data, (x) => Math.min(Math.floor(x), outputSize - 1)),
    },
    outputWeights: draw(weights, [width, outputSize]),
    outputBias: draw(weights, [outputSize]),
  };
}
