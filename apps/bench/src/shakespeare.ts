// Trains the three cells on tiny Shakespeare as other libraries' published numbers were made, and says what they reach:
//
//     npm run shakespeare -w @sluice/bench -- --cell lstm
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { sequential } from '@sluice/cell';
import { gru } from '@sluice/gru';
import { crossEntropy, embedding, linear } from '@sluice/layers';
import { lstm } from '@sluice/lstm';
import { createModel } from '@sluice/model';
import { adam } from '@sluice/optim';
import { rnn } from '@sluice/rnn';
import { createTrainer, createVocabulary, splitTail, textBatches } from '@sluice/train';

const cells = { lstm, gru, rnn };
const size = 128;
const rows = { batchSize: 50, timeSteps: 50 };

async function train(kind: keyof typeof cells, seed: number): Promise<void> {
  const text = readFileSync(
    new URL('../../../packages/cli/data/tinyshakespeare.txt', import.meta.url),
    'utf8',
  );
  const vocabulary = createVocabulary(text);
  const tokens = splitTail(vocabulary.encode(text), 0.05);
  const cell = cells[kind]({ inputSize: size, hiddenSize: size });
  const net = sequential(embedding(vocabulary.size, size), cell, cell, linear(size, vocabulary.size));
  const model = await createModel(net, { seed });
  const trainer = await createTrainer(model, {
    loss: crossEntropy(),
    optimizer: adam({ learningRate: 2e-3 }),
    clipNorm: 5,
    stateful: true,
    ...rows,
  });

  const started = performance.now();
  let [steps, lastLoss] = [0, 0];
  for await (const { step, loss } of trainer.fit(textBatches(tokens.train, rows), { epochs: 2 })) {
    [steps, lastLoss] = [step, loss];
  }
  const seconds = (performance.now() - started) / 1000;
  const validation = await trainer.evaluate(textBatches(tokens.validation, { batchSize: 1, timeSteps: 1000 }));
  console.log(
    `${kind}, seed ${seed}: ${validation.toFixed(4)} nats per character (${(validation / Math.LN2).toFixed(3)} bits) ` +
      `after ${steps} steps; last training loss ${lastLoss.toFixed(4)}; ${seconds.toFixed(1)} s, ` +
      `${Math.round((steps * rows.batchSize * rows.timeSteps) / seconds).toLocaleString('en')} characters per second`,
  );
}

const { values } = parseArgs({
  options: {
    cell: { type: 'string', multiple: true, default: Object.keys(cells) },
    seed: { type: 'string', multiple: true, default: ['1'] },
  },
});
for (const kind of values.cell) {
  if (!Object.hasOwn(cells, kind)) throw new Error(`--cell must be lstm, gru or rnn, but is ${kind}.`);
  for (const seed of values.seed) await train(kind as keyof typeof cells, Number(seed));
}
