import { crossEntropy, embedding, linear } from '@sluice/layers';
import { gru } from '@sluice/gru';
import { lstm } from '@sluice/lstm';
import { tensor, type Tensor } from '@sluice/math';
import { createModel } from '@sluice/model';
import { adam } from '@sluice/optim';
import { createTrainer } from '@sluice/train';
import { describe, expect, it } from 'vitest';
import { range } from '../../src/testing/numbers.js';
import {
  dropped,
  fastSlow,
  highway,
  layerNormed,
  learnedStart,
  resettable,
  residual,
  sequential,
  tied,
  weightDropped,
  zoneout,
  type Cell,
} from '../../src/index.js';

const classes = 6;
const size = 8;
const square = { inputSize: size, hiddenSize: size };
const around = (cell: Cell): Cell => sequential(embedding(classes, size), cell, linear(size, classes));

const nets: readonly (readonly [string, Cell])[] = [
  ['dropped', around(dropped(lstm(square), { input: 0.1, output: 0.1, state: { h: 0.1 } }))],
  [
    'dropped per sequence',
    around(dropped(lstm(square), { input: 0.1, state: { h: 0.1 }, perSequence: true })),
  ],
  ['zoneout', around(zoneout(lstm(square), { h: 0.05, c: 0.2 }))],
  ['weightDropped', around(weightDropped(gru(square), { wh: 0.2 }))],
  ['residual', around(residual(gru(square)))],
  ['highway', around(highway(gru(square)))],
  ['layerNormed', around(layerNormed(lstm(square)))],
  ['tied', tied(classes, gru(square))],
  ['resettable', around(resettable(gru({ ...square, inputSize: size - 1 })))],
  ['learnedStart', around(learnedStart(lstm(square)))],
  [
    'fastSlow',
    around(
      fastSlow({
        fast: [gru(square), gru({ ...square, inputSize: 4 })],
        slow: gru({ ...square, hiddenSize: 4 }),
      }),
    ),
  ],
];

const [rows, steps] = [4, 12];
/** Rows that count up by one or by two; a step is foretold by the two before it. */
const tokens = (shift: number): Tensor<'i32'> =>
  tensor(
    Int32Array.from(
      range(0, rows).flatMap((row) =>
        range(0, steps).map((t) => ((t + shift) * (1 + (row % 2)) + row) % classes),
      ),
    ),
    [rows, steps],
  );
const batch = { input: tokens(0), target: tokens(1) };

async function train(net: Cell, count: number, threads: 1 | 2 = 1) {
  const model = await createModel(net, { seed: 1 });
  const trainer = await createTrainer(model, {
    loss: crossEntropy(),
    optimizer: adam({ learningRate: 0.02 }),
    batchSize: rows,
    timeSteps: steps,
    threads,
  });
  const losses: number[] = [];
  for (const _ of range(0, count)) losses.push((await trainer.step(batch)).loss);
  trainer.close();
  return { model, losses };
}

describe.each(nets)('%s', (_, net) => {
  it('learns, and streams what it gives for a whole sequence', async () => {
    const { model, losses } = await train(net, 80);
    expect(losses[0]).toBeGreaterThan(1.2);
    expect(losses.at(-1)).toBeLessThan(losses[0]! / 2);

    const input = tensor(batch.input.data.slice(0, steps), [1, steps]);
    const { output } = await model.predict(input);
    const stream = model.stream();
    const streamed = range(0, steps).flatMap((t) => [...stream.step(input.data[t]!)]);
    streamed.forEach((y, i) => expect(y).toBeCloseTo(output.data[i]!, 4));
  });

  it('learns the same on two threads', async () => {
    const [one, two] = [await train(net, 4, 1), await train(net, 4, 2)];
    one.losses.forEach((loss, i) => expect(two.losses[i]).toBeCloseTo(loss, 5));
  });
});
