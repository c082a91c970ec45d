import { defineCell, type Cell, type SizeOptions } from '@sluice/cell';
import { cells, type CellName } from '@sluice/zoo';
import type { CellTraining } from './cases/work.js';

/** No cell at all: its output is its input. It shows what everything around a cell costs. */
const none = defineCell({
  kind: 'none',
  state: () => ({}),
  params: () => ({}),
  step: ({ x }) => ({ output: x, state: {} }),
});

/** The name of a cell of Sluice's packages, or `none`. */
export type PackagedCellName = 'none' | CellName;

const factories = new Map<PackagedCellName, (sizes: SizeOptions) => Cell>([
  ['none', none],
  ...Object.entries(cells).map(([name, { create }]) => [name as CellName, create] as const),
]);

/** No cell, and every cell of Sluice's packages. */
export const packagedCellNames = [...factories.keys()];

/** Makes the cell of some work. */
export const createPackagedCell = ({ cell, inputSize, hiddenSize }: CellTraining): Cell =>
  factories.get(cell)!({ inputSize, hiddenSize });
