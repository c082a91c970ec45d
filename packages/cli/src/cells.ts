import { outputSpec, type Cell, type SizeOptions } from '@sluice/cell';
import { gru, mgu } from '@sluice/gru';
import { lstm } from '@sluice/lstm';
import { indrnn, rnn } from '@sluice/rnn';
import { registry } from '@sluice/zoo';

/** What makes a cell of sizes alone. */
type Create = (sizes: SizeOptions) => Cell;

/** The cells that a model can be made of, by the word that names them on the command line: the families, then the zoo. */
export const cells: ReadonlyMap<string, Create> = new Map<string, Create>([
  ['lstm', lstm],
  ['gru', gru],
  ['rnn', rnn],
  ['mgu', mgu],
  ['indrnn', indrnn],
  ...Object.entries(registry).map(([name, { create }]): [string, Create] => [name, create]),
]);

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
