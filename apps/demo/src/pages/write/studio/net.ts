import { sequential, stackCells, type Cell } from '@sluice/cell';
import { embedding, linear } from '@sluice/layers';
import type { CellSpec } from '../../../cells/choice.js';
import { loadCell } from '../../../cells/load-cell.js';

/** What a character model is made of; in files and on the command line it is called the same. */
export interface Architecture {
  readonly cell: string;
  /** Size of the vector that stands for a character. */
  readonly embedding: number;
  readonly hidden: number;
  readonly layers: number;
}

/** Characters into vectors, recurrent layers, and a score for each character that may follow. */
export async function buildNet(
  cell: CellSpec,
  { embedding: width, hidden, layers }: Omit<Architecture, 'cell'>,
  characters: number,
): Promise<Cell> {
  const recurrent = stackCells(await loadCell(cell), { inputSize: width, hiddenSize: hidden }, layers);
  return sequential(
    embedding(characters, width),
    ...recurrent.cells,
    linear(recurrent.outputSize, characters),
  );
}
