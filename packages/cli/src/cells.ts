import type { Cell } from '@sluice/cell';
import { gru } from '@sluice/gru';
import { lstm } from '@sluice/lstm';
import { rnn } from '@sluice/rnn';

/** The cells that a model can be made of, by the word that names them on the command line. */
export const cells = {
  lstm,
  gru,
  rnn,
} as const satisfies Record<string, (sizes: { inputSize: number; hiddenSize: number }) => Cell>;

export type CellName = keyof typeof cells;

export const cellNames = Object.keys(cells) as CellName[];
