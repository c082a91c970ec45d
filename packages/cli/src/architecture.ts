import { sequential, type Cell } from '@sluice/cell';
import { embedding, linear } from '@sluice/layers';
import { cells, type CellName } from './cells.js';

/** A larger size or number of layers than this is a mistake, or an attack. */
export const largestSize = 2 ** 16;

/** What a character model is made of. */
export interface Architecture {
  readonly cell: CellName;
  /** Size of the vector that stands for a character. */
  readonly embedding: number;
  /** Size of each recurrent layer. */
  readonly hidden: number;
  /** Number of recurrent layers. */
  readonly layers: number;
}

/** Characters into vectors, recurrent layers, and a score for each character that may follow. */
export function buildNet({ cell, embedding: width, hidden, layers }: Architecture, characters: number): Cell {
  const recurrent = Array.from({ length: layers }, (_, layer) =>
    cells[cell]({ inputSize: layer === 0 ? width : hidden, hiddenSize: hidden }),
  );
  return sequential(embedding(characters, width), ...recurrent, linear(hidden, characters));
}

export const describeArchitecture = ({ cell, embedding, hidden, layers }: Architecture): string =>
  `${cell}, ${layers} ${layers === 1 ? 'layer' : 'layers'} of ${hidden}, embedding ${embedding}`;
