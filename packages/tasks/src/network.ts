import { last, outputSpec, sequential, type Cell, type SequenceLayer, type SizeOptions } from '@sluice/cell';
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
  const parts: Cell[] = input.kind === 'tokens' ? [embedding(input.count, embeddingSize)] : [];
  let size = input.kind === 'tokens' ? embeddingSize : input.size;
  for (let layer = 0; layer < layers; layer++) {
    const cell = create({ inputSize: size, hiddenSize });
    parts.push(cell);
    [size] = outputSpec(cell, cell.input!)!.shape as [number];
  }
  return sequential(...parts, ...(answers === 'last' ? [last()] : []), linear(size, outputSize));
}
