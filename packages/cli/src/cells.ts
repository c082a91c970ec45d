import type { Cell, SizeOptions } from '@sluice/cell';
import { registry as grus } from '@sluice/gru';
import { registry as lstms } from '@sluice/lstm';
import { registry as rnns } from '@sluice/rnn';
import { registry as zoo } from '@sluice/zoo';

/** What makes a cell of sizes alone. */
type Create = (sizes: SizeOptions) => Cell;

/** The cells that a model can be made of, by the word that names them on the command line. */
export const cells: ReadonlyMap<string, Create> = new Map(
  Object.entries({ ...lstms, ...grus, ...rnns, ...zoo }).map(([name, { create }]): [string, Create] => [
    name,
    create,
  ]),
);

export const cellNames = [...cells.keys()];
