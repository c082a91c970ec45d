import type { Cell, SizeOptions } from '@sluice/cell';
import { ArgumentError, sizeOf } from '@sluice/math';
import { networkFor, type NetworkOptions } from './network.js';
import type { Task } from './task.js';

/** What a network may cost. */
export interface BudgetOptions extends Omit<NetworkOptions, 'hiddenSize'> {
  /** How many parameters the whole network should have. */
  readonly parameters: number;
}

/**
 * The hidden size at which `networkFor` has about as many parameters as given: no other comes closer, though the smallest
 * may have more by far.
 *
 * @throws ArgumentError when the number of parameters is not a positive integer.
 *
 * @example
 * ```ts
 * import { gru } from '@sluice/gru';
 * import { lstm } from '@sluice/lstm';
 * import { adding, hiddenSizeFor } from '@sluice/tasks';
 * hiddenSizeFor(adding(), lstm, { parameters: 10_000 }); // 48
 * hiddenSizeFor(adding(), gru, { parameters: 10_000 }); // 56
 * ```
 */
export function hiddenSizeFor(
  task: Task,
  create: (sizes: SizeOptions) => Cell,
  { parameters, ...options }: BudgetOptions,
): number {
  if (!Number.isSafeInteger(parameters) || parameters < 1) {
    throw new ArgumentError(`hiddenSizeFor: parameters must be a positive integer, but is ${parameters}.`);
  }
  const count = (hiddenSize: number): number => {
    const { params } = networkFor(task, create, { ...options, hiddenSize });
    return Object.values(params).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  };
  let [fits, tooLarge] = [1, 2];
  while (count(tooLarge) <= parameters) [fits, tooLarge] = [tooLarge, 2 * tooLarge];
  while (tooLarge - fits > 1) {
    const middle = Math.floor((fits + tooLarge) / 2);
    if (count(middle) <= parameters) fits = middle;
    else tooLarge = middle;
  }
  return count(tooLarge) - parameters < parameters - count(fits) ? tooLarge : fits;
}
