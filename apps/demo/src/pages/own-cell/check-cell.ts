import type { Cell } from '@sluice/cell';
import { meanSquaredError } from '@sluice/layers';
import { initializers, tensor } from '@sluice/math';
import { createModel } from '@sluice/model';
import { sgd } from '@sluice/optim';
import { createTrainer } from '@sluice/train';
import { CellSourceError, placeOf, type Place } from '../../cells/cell-source-error.js';
import { loadSource } from '../../cells/load-source.js';
import { cellGraph, type CellGraph } from '../../graph/cell-graph.js';

/** What came of looking at a cell. */
export type Checked =
  | { readonly kind: 'fine'; readonly graph: CellGraph }
  | { readonly kind: 'problem'; readonly message: string; readonly place?: Place | undefined };

const sizes = { inputSize: 3, hiddenSize: 5 };
const [batchSize, timeSteps] = [2, 6];

/** Loads a cell, traces it, draws it, and lets a small one train for a step. */
export async function checkCell(source: string): Promise<Checked> {
  try {
    const cell = (await loadSource(source))(sizes);
    await tryOut(cell, source);
    return { kind: 'fine', graph: cellGraph(cell) };
  } catch (error) {
    if (!(error instanceof CellSourceError)) {
      return { kind: 'problem', message: error instanceof Error ? error.message : String(error) };
    }
    const { problem: message, line, column } = error;
    return {
      kind: 'problem',
      message,
      place: line === undefined || column === undefined ? undefined : { line, column },
    };
  }
}

/** Throws unless the numbers that a small cell gives, and its gradient, are finite. */
async function tryOut(cell: Cell, source: string): Promise<void> {
  const numbers = (size: number) =>
    tensor(initializers.normal()([batchSize, timeSteps, size], 1), [batchSize, timeSteps, size]);
  const model = await createModel(cell, { seed: 1 });
  const input = numbers(sizes.inputSize);
  const { output } = await model.predict(input);
  const at = placeOf(source, /^\s*return\b/gm, 'last');
  if (!output.data.every(Number.isFinite)) {
    throw new CellSourceError(
      `After ${timeSteps} steps of small numbers the output is not finite: something divides by 0, grows without limit, or takes the root or logarithm of a negative number.`,
      at,
    );
  }
  const trainer = await createTrainer(model, {
    loss: meanSquaredError(),
    optimizer: sgd({ learningRate: 1e-3 }),
    batchSize,
    timeSteps,
    threads: 1,
  });
  try {
    await trainer.step({ input, target: numbers(sizes.hiddenSize) });
  } catch (error) {
    throw new CellSourceError(
      `It runs, but cannot be trained: ${error instanceof Error ? error.message : String(error)}`,
      at,
      { cause: error },
    );
  } finally {
    trainer.close();
  }
}
