import { sequential, stackCells, type Cell } from '@sluice/cell';
import { embedding, linear } from '@sluice/layers';
import { cells } from './cells.js';

/** A larger size or number of layers than this is a mistake, or an attack. */
export const largestSize = 2 ** 16;

/** What a character model is made of. */
export interface Architecture {
  /** Its name, as in `cells`. */
  readonly cell: string;
  /** Size of the vector that stands for a character. */
  readonly embedding: number;
  /** Size of each recurrent layer. */
  readonly hidden: number;
  /** Number of recurrent layers. */
  readonly layers: number;
}

/** Characters into vectors, recurrent layers, and a score for each character that may follow. */
export function buildNet({ cell, embedding: width, hidden, layers }: Architecture, characters: number): Cell {
  const recurrent = stackCells(cells.get(cell)!, { inputSize: width, hiddenSize: hidden }, layers);
  return sequential(
    embedding(characters, width),
    ...recurrent.cells,
    linear(recurrent.outputSize, characters),
  );
}

export const describeArchitecture = ({ cell, embedding, hidden, layers }: Architecture): string =>
  `${cell}, ${layers} ${layers === 1 ? 'layer' : 'layers'} of ${hidden}, embedding ${embedding}`;
