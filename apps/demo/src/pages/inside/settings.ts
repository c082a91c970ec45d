import { cellField, type CellSpec } from '../../cells/choice.js';
import { ownSource } from '../../cells/own-source.js';
import { integer, text } from '../../url/fields.js';

/** Sizes of the model: small enough to see every unit, and to train in a second. */
export const sizes = { inputSize: 12, hiddenSize: 16 } as const;

/** Rows of a batch, and how many characters of each are read at once. */
export const rows = { batchSize: 8, timeSteps: 32 } as const;

export const learningRate = 0.01;

/** A sentence has at most so many characters. */
export const longest = 120;

/** How many training steps there are at first, how many more at a time, and how many at most. */
export const training = { first: 300, more: 600, atMost: 6000 } as const;

/** What the page shows, in its address. */
export const fields = {
  cell: cellField('lstm'),
  own: ownSource,
  /** Empty stands for the example in the language of whoever looks. */
  sentence: text('', longest),
  /** The character that is looked at. */
  at: integer(9, 0, longest - 1),
  steps: integer(training.first, 0, training.atMost),
  /** What the map shows: the gates as means, or every unit of one gate or state. */
  rows: text('', 60),
};

/** What the numbers on the page depend on. */
export interface Watched {
  readonly cell: CellSpec;
  readonly sentence: string;
  readonly steps: number;
}
