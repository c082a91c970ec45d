import type { Cell, SizeOptions } from '@sluice/cell';
import { gru, mgu } from '@sluice/gru';
import { lstm } from '@sluice/lstm';
import { indrnn, rnn } from '@sluice/rnn';
import { registry, type ZooCellName } from '@sluice/zoo';
import type { CellTraining } from './cases/work.js';

const families = { lstm, gru, rnn, mgu, indrnn };

/** The name of a cell of Sluice's packages. */
export type PackagedCellName = keyof typeof families | ZooCellName;

const factories = new Map<string, (sizes: SizeOptions) => Cell>([
  ...Object.entries(families),
  ...Object.entries(registry).map(([name, { create }]) => [name, create] as const),
]);

/** Every cell of Sluice's packages: the families, then the zoo. */
export const packagedCellNames = [...factories.keys()] as PackagedCellName[];

/** Makes the cell of some work. */
export const createPackagedCell = ({ cell, inputSize, hiddenSize }: CellTraining): Cell =>
  factories.get(cell)!({ inputSize, hiddenSize });
