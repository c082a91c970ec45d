import { meanSquaredError } from '@sluice/layers';
import { explainStream } from '@sluice/model';
import { explainTraining } from '@sluice/train';
import { formatExplanation, type Explanation } from '@sluice/wasm';
import type { CellSpec } from '../../cells/choice.js';
import { loadCell } from '../../cells/load-cell.js';
import { fixed, type ScheduleSettings } from './settings.js';

/** What the compiler made of a cell, in numbers. */
export type ScheduleNumbers = Pick<
  Explanation,
  'loops' | 'products' | 'productsInLoops' | 'fused' | 'operations' | 'memory' | 'code'
>;

/** What the compiler made of a cell. */
export interface Schedule extends ScheduleNumbers {
  /** All of it, a line for each step. */
  readonly text: string;
}

/** Schedules of several cells, of the same sizes. */
export const explainCells = (cells: readonly CellSpec[], settings: ScheduleSettings): Promise<Schedule[]> =>
  Promise.all(cells.map((cell) => explainCell(cell, settings)));

async function explainCell(spec: CellSpec, { kind, hidden }: ScheduleSettings): Promise<Schedule> {
  const { batchSize, timeSteps, inputSize } = fixed;
  const cell = (await loadCell(spec))({ inputSize, hiddenSize: hidden });
  const explanation =
    kind === 'stream'
      ? explainStream(cell)
      : explainTraining(cell, { loss: meanSquaredError(), batchSize, timeSteps });
  const { loops, products, productsInLoops, fused, operations, memory, code } = explanation;
  const text = formatExplanation(explanation);
  return { loops, products, productsInLoops, fused, operations, memory, code, text };
}
