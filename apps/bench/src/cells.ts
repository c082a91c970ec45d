import { defineCell, type Cell, type SizeOptions } from '@sluice/cell';
import { registry as grus } from '@sluice/gru';
import { registry as lstms } from '@sluice/lstm';
import { registry as rnns } from '@sluice/rnn';
import { registry as zoo } from '@sluice/zoo';
import type { CellTraining } from './cases/work.js';

/** No cell at all: its output is its input. It shows what everything around a cell costs. */
const none = defineCell({
  kind: 'none',
  state: () => ({}),
  params: () => ({}),
  step: ({ x }) => ({ output: x, state: {} }),
});

const registry = { ...lstms, ...grus, ...rnns, ...zoo };

/** The name of a cell of Sluice's packages, or `none`. */
export type PackagedCellName = 'none' | keyof typeof registry;

const factories = new Map<PackagedCellName, (sizes: SizeOptions) => Cell>([
  ['none', none],
  ...Object.entries(registry).map(([name, { create }]) => [name as PackagedCellName, create] as const),
]);

/** No cell, and every cell of Sluice's packages. */
export const packagedCellNames = [...factories.keys()];

/** Makes the cell of some work. */
export const createPackagedCell = ({ cell, inputSize, hiddenSize }: CellTraining): Cell =>
  factories.get(cell)!({ inputSize, hiddenSize });
