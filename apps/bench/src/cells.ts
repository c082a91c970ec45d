import { defineCell, type Cell, type SizeOptions } from '@sluice/cell';
import { gru, mgu } from '@sluice/gru';
import { lstm } from '@sluice/lstm';
import { indrnn, rnn } from '@sluice/rnn';
import { registry, type ZooCellName } from '@sluice/zoo';
import type { CellTraining } from './cases/work.js';

/** No cell at all: its output is its input. It shows what everything around a cell costs. */
const none = defineCell({
  kind: 'none',
  state: () => ({}),
  params: () => ({}),
  step: ({ x }) => ({ output: x, state: {} }),
});

const families = { none, lstm, gru, rnn, mgu, indrnn };

/** The name of a cell of Sluice's packages, or `none`. */
export type PackagedCellName = keyof typeof families | ZooCellName;

const factories = new Map<string, (sizes: SizeOptions) => Cell>([
  ...Object.entries(families),
  ...Object.entries(registry).map(([name, { create }]) => [name, create] as const),
]);

/** No cell, and every cell of Sluice's packages: the families, then the zoo. */
export const packagedCellNames = [...factories.keys()] as PackagedCellName[];

/** Makes the cell of some work. */
export const createPackagedCell = ({ cell, inputSize, hiddenSize }: CellTraining): Cell =>
  factories.get(cell)!({ inputSize, hiddenSize });
