import { exampleText, hiddenSizeFor, networkFor, type ExampleText } from '@sluice/tasks';
import { loadCell } from '../cells/load-cell.js';
import type { CellSpec } from '../cells/choice.js';
import { measureOf } from './metric.js';
import type { Measure, RaceOptions } from './race-news.js';
import { raceTasks, type RaceTasks } from './race-tasks.js';

/** What is known of a race before it begins. */
export interface RacePreview {
  /** The test example of each span that is answered at each evaluation. */
  readonly examples: readonly ExampleText[];
  readonly measure: Measure;
  /** Of each cell, where it can be made. */
  readonly sizes: readonly (NetworkSize | undefined)[];
}

/** How large a network is. */
export interface NetworkSize {
  readonly hiddenSize: number;
  readonly parameters: number;
}

/** What a race is going to be. */
export async function previewRace(options: RaceOptions): Promise<RacePreview> {
  const tasks = raceTasks(options);
  const { seed } = options;
  return {
    examples: tasks.judged.map(({ task }, place) =>
      exampleText(task, task.examples({ split: 'test', seed, from: place, count: 1 })),
    ),
    measure: measureOf(tasks.learnt),
    sizes: await Promise.all(
      // What is wrong with a cell is said by the race.
      options.cells.map((cell) => networkSize(cell, tasks, options.size).catch(() => undefined)),
    ),
  };
}

async function networkSize(
  cell: CellSpec,
  { learnt }: RaceTasks,
  size: RaceOptions['size'],
): Promise<NetworkSize> {
  const create = await loadCell(cell);
  const hiddenSize = 'hiddenSize' in size ? size.hiddenSize : hiddenSizeFor(learnt, create, size);
  const { params } = networkFor(learnt, create, { hiddenSize });
  const parameters = Object.values(params).reduce(
    (sum, { shape }) => sum + shape.reduce((product, extent) => product * extent, 1),
    0,
  );
  return { hiddenSize, parameters };
}
