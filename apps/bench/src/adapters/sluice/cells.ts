import type { Cell } from '@sluice/cell';
import { gru } from '@sluice/gru';
import { lstm } from '@sluice/lstm';
import type { Tensor } from '@sluice/math';
import { rnn } from '@sluice/rnn';
import type { SharedWork } from '../../cases/work.js';
import type { CellTensors } from '../../task.js';
import { mgu } from './mgu.js';
import { userLstm } from './user-lstm.js';

type Params = Record<string, Tensor>;

/** The cell of some work, and its parameters by their names. */
export interface CellWithParams {
  readonly cell: Cell;
  readonly params: Params;
}

/** Makes the cell of some work. */
export function createCell(
  { cell, inputSize, hiddenSize }: SharedWork,
  tensors: CellTensors,
): CellWithParams {
  const { inputWeights, recurrentWeights, inputBias, recurrentBias } = tensors;
  const sizes = { inputSize, hiddenSize };
  switch (cell) {
    case 'mgu':
      return { cell: mgu(sizes), params: { wx: inputWeights, wh: recurrentWeights, b: inputBias } };
    case 'user-lstm':
      return { cell: userLstm(sizes), params: { inputWeights, recurrentWeights, inputBias, recurrentBias } };
    default:
      return {
        cell: { lstm, gru, rnn }[cell]({ ...sizes, recurrentBias: true }),
        params: { wx: inputWeights, wh: recurrentWeights, b: inputBias, bh: recurrentBias },
      };
  }
}
