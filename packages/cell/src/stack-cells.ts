import type { Cell } from './cell.js';
import type { SizeOptions } from './define-cell.js';
import { outputSpec } from './output-spec.js';

/** Cells one behind the other, and the size of what the last one gives. */
export interface CellStack {
  readonly cells: readonly Cell[];
  readonly outputSize: number;
}

/**
 * Makes so many layers of a cell, each of which takes what the one before it gives.
 *
 * @param create - makes the cell of its sizes, such as `lstm`.
 * @param layers - how many; without any, what comes out is what goes in.
 *
 * @example
 * ```ts
 * import { sequential, stackCells } from '@sluice/cell';
 * import { linear } from '@sluice/layers';
 * import { lstm } from '@sluice/lstm';
 * const { cells, outputSize } = stackCells(lstm, { inputSize: 64, hiddenSize: 128 }, 2);
 * const net = sequential(...cells, linear(outputSize, 65));
 * ```
 */
export function stackCells(
  create: (sizes: SizeOptions) => Cell,
  { inputSize, hiddenSize }: SizeOptions,
  layers: number,
): CellStack {
  const cells: Cell[] = [];
  let outputSize = inputSize;
  for (let layer = 0; layer < layers; layer++) {
    const cell = create({ inputSize: outputSize, hiddenSize });
    cells.push(cell);
    [outputSize] = outputSpec(cell, cell.input!)!.shape as [number];
  }
  return { cells, outputSize };
}
