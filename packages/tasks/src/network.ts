import { last, sequential, stackCells, type Cell, type SequenceLayer, type SizeOptions } from '@sluice/cell';
import { embedding, linear } from '@sluice/layers';
import type { Task } from './task.js';

/** The size of a network around a cell. */
export interface NetworkOptions {
  readonly hiddenSize: number;
  /** Number of recurrent layers; 1 by default. */
  readonly layers?: number;
  /** Size of the vector that stands for a token; `hiddenSize` by default. */
  readonly embeddingSize?: number;
}

/**
 * The network that a task is given to: an embedding where its inputs are tokens, the cell, and a linear layer for the answer.
 *
 * @param create - makes the cell of its sizes, such as `lstm`.
 *
 * @example
 * ```ts
 * import { lstm } from '@sluice/lstm';
 * import { adding, networkFor } from '@sluice/tasks';
 * const network = networkFor(adding(), lstm, { hiddenSize: 64 });
 * ```
 */
export function networkFor(
  { input, answers, outputSize }: Task,
  create: (sizes: SizeOptions) => Cell,
  { hiddenSize, layers = 1, embeddingSize = hiddenSize }: NetworkOptions,
): SequenceLayer {
  const embeds = input.kind === 'tokens';
  const inputSize = embeds ? embeddingSize : input.size;
  const recurrent = stackCells(create, { inputSize, hiddenSize }, layers);
  return sequential(
    ...(embeds ? [embedding(input.count, embeddingSize)] : []),
    ...recurrent.cells,
    ...(answers === 'last' ? [last()] : []),
    linear(recurrent.outputSize, outputSize),
  );
}
