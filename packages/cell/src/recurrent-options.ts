import { ArgumentError, type Value } from '@sluice/math';
import { checkStartValues, type StartValues } from './start-values.js';

/** What the cell families have in common. */
export interface RecurrentOptions {
  readonly inputSize: number;
  readonly hiddenSize: number;
  /** Whether there is a bias; true by default. */
  readonly bias?: boolean;
  /** Adds PyTorch's second bias. It acts as a sum with the first, but trains differently; false by default. */
  readonly recurrentBias?: boolean;
  /** Bounds what goes into every activation to −clip and clip; 0, the default, bounds nothing. */
  readonly clip?: number;
  /** Start values: Glorot with orthogonal recurrent weights by default, other families or single ones by name. */
  readonly initial?: StartValues;
}

/** Throws an ArgumentError on a second bias without a first, a clip below 0, and unknown start values. */
export function checkRecurrentOptions({
  bias,
  recurrentBias,
  clip,
  initial,
}: Required<RecurrentOptions>): void {
  if (recurrentBias && !bias) {
    throw new ArgumentError('recurrentBias: true is a second bias, so it cannot go with bias: false.');
  }
  checkClip('clip', clip);
  checkStartValues(initial);
}

/** Throws an ArgumentError on a bound below 0. */
export function checkClip(name: string, clip: number): void {
  if (Number.isFinite(clip) && clip >= 0) return;
  throw new ArgumentError(`${name} must be a number of at least 0, where 0 bounds nothing, but is ${clip}.`);
}

/** Bounds a sum to −clip and clip; a clip of 0 bounds nothing. */
export const bounded = (sum: Value, clip: number): Value =>
  clip > 0 ? sum.maximum(-clip).minimum(clip) : sum;
