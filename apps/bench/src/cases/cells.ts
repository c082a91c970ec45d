import { packagedCellNames, type PackagedCellName } from '../cells.js';
import { baseTrainingStep } from './training.js';
import type { CellTraining } from './work.js';

/** The two sizes, with how many times as long as ours a step in PyTorch shall take. */
const sizes = [
  { batchSize: 16, inputSize: 32, hiddenSize: 32, atLeast: 6 },
  { batchSize: 32, inputSize: 65, hiddenSize: 128, atLeast: 2 },
] as const;

/** Training steps of one cell. */
const ofCell = (cell: PackagedCellName): CellTraining[] =>
  sizes.map(({ atLeast, ...size }) => ({
    ...baseTrainingStep,
    ...size,
    kind: 'cell-training',
    name: `cells-${cell}-h${size.hiddenSize}`,
    cell,
    against: { PyTorch: cell === 'none' ? {} : { atLeast } },
  }));

/** A training step of every cell that Sluice has, and of what stands around each. */
export const cellTrainings: readonly CellTraining[] = packagedCellNames.flatMap(ofCell);
