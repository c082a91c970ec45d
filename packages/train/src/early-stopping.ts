import type { Params } from '@sluice/model';

/** When to stop because the validation loss no longer falls. */
export interface EarlyStopping {
  /** How many validations in a row may bring no improvement. */
  readonly patience: number;
  /** By how much the loss must fall to count as an improvement; 0 by default. */
  readonly minimumImprovement?: number;
  /** Whether to end with the weights of the best validation; true by default. */
  readonly restoreBest?: boolean;
}

/** The best validation so far. */
export interface Best {
  /** Its loss. */
  readonly loss: number;
  /** The step that it came after. */
  readonly step: number;
  /** The weights of that step. */
  readonly params: Params;
  /** How many validations have come since. */
  readonly waited: number;
}

/** Takes in a validation: either it is the best so far, or one more that was not. */
export function judge(
  { minimumImprovement = 0 }: EarlyStopping,
  best: Best | undefined,
  { loss, step, params }: Omit<Best, 'waited'>,
): Best {
  if (best && !(loss < best.loss - minimumImprovement)) return { ...best, waited: best.waited + 1 };
  return { loss, step, params: { ...params }, waited: 0 };
}
