import { outputSpec, type Cell, type SizeOptions } from '@sluice/cell';
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

/** So many layers of a cell, one behind the other, and the size of what the last one gives. */
export function stackCells(
  name: string,
  { inputSize, hiddenSize }: SizeOptions,
  layers: number,
): { readonly cells: readonly Cell[]; readonly outputSize: number } {
  const create = cells.get(name)!;
  const stack: Cell[] = [];
  let size = inputSize;
  for (let layer = 0; layer < layers; layer++) {
    const cell = create({ inputSize: size, hiddenSize });
    stack.push(cell);
    [size] = outputSpec(cell, cell.input!)!.shape as [number];
  }
  return { cells: stack, outputSize: size };
}
