// What the page of `browser.test.ts` runs.
import { sequential } from '@sluice/cell';
import { crossEntropy, embedding, linear } from '@sluice/layers';
import { lstm } from '@sluice/lstm';
import { createModel } from '@sluice/model';
import { adam } from '@sluice/optim';
import { createTrainer, type Batch } from '../../src/index.js';

/** What a training says of itself. */
export interface PageRun {
  readonly threads: number;
  readonly reason: string;
  readonly losses: readonly number[];
  /** The loss on the first batch, forward only. */
  readonly evaluated: number;
  /** Some weights after the last step. */
  readonly weights: readonly number[];
  readonly error: string;
  /** What a step says once the trainer is closed. */
  readonly closed: string;
}

const classes = 7;
const [rows, steps] = [6, 5];

const item = (which: number): Batch => {
  const tokens = (first: number): Int32Array =>
    Int32Array.from({ length: rows * steps }, (_, i) => {
      const k = i + first + which;
      return (k * k + 3 * k) % classes;
    });
  return {
    input: { shape: [rows, steps], dtype: 'i32', data: tokens(0) },
    target: { shape: [rows, steps], dtype: 'i32', data: tokens(1) },
  };
};

/** Trains a small model for some steps, on a page or anywhere else. */
export async function train(threads: 'auto' | number, stepCount: number): Promise<PageRun> {
  const net = sequential(embedding(classes, 4), lstm({ inputSize: 4, hiddenSize: 8 }), linear(8, classes));
  const model = await createModel(net, { seed: 1 });
  const trainer = await createTrainer(model, {
    loss: crossEntropy(),
    optimizer: adam({ learningRate: 0.01 }),
    batchSize: rows,
    timeSteps: steps,
    stateful: true,
    clipNorm: 1,
    threads,
  });
  const losses: number[] = [];
  for (let i = 0; i < stepCount; i++) losses.push((await trainer.step(item(i))).loss);
  const wrong = {
    ...item(0),
    input: { shape: [rows, steps], dtype: 'i32', data: new Int32Array(rows * steps).fill(9) },
  };
  const said = (batch: Batch): Promise<string> =>
    trainer.step(batch).then(
      () => 'none',
      (problem: Error) => `${problem.constructor.name}: ${problem.message}`,
    );
  const error = await said(wrong as Batch);
  const evaluated = await trainer.evaluate([item(0)]);
  const weights = [...model.params['1.wh']!.data.subarray(0, 8)];
  const { threads: used, threadsReason: reason } = trainer;
  trainer.close();
  const closed = await said(item(0));
  return { threads: used, reason, losses, evaluated, weights, error, closed };
}

Object.assign(globalThis, { train });
