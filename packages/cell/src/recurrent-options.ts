import { ArgumentError } from '@sluice/math';
import type { StartValues } from './start-values.js';

/** What the cell families have in common. */
export interface RecurrentOptions {
  readonly inputSize: number;
  readonly hiddenSize: number;
  /** Whether there is a bias; true by default. */
  readonly bias?: boolean;
  /** Adds PyTorch's second bias. It acts as a sum with the first, but trains differently; false by default. */
  readonly recurrentBias?: boolean;
  /** Start values: Glorot with orthogonal recurrent weights, the default, or PyTorch's uniform ones. */
  readonly initial?: StartValues;
}

/** Throws an ArgumentError on a second bias without a first, and on unknown start values. */
export function checkRecurrentOptions({ bias, recurrentBias, initial }: Required<RecurrentOptions>): void {
  if (recurrentBias && !bias) {
    throw new ArgumentError('recurrentBias: true is a second bias, so it cannot go with bias: false.');
  }
  if (initial !== 'glorot' && initial !== 'torch') {
    throw new ArgumentError(`initial must be 'glorot' or 'torch', but is '${String(initial)}'.`);
  }
}
