// Trains two layers of each cell on tiny Shakespeare for two epochs, and says how well they predict what they have not
// seen:
//
//     npm run shakespeare -w @sluice/bench -- --cell lstm --seed 1 --seed 2
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
type CellName = keyof typeof cells;

const size = 128;
const rows = { batchSize: 50, timeSteps: 50 };

const { values } = parseArgs({
  options: {
    cell: { type: 'string', multiple: true, default: Object.keys(cells) },
    seed: { type: 'string', multiple: true, default: ['1'] },
  },
});
for (const name of values.cell) {
  if (!Object.hasOwn(cells, name)) throw new Error(`--cell must be lstm, gru or rnn, but is ${name}.`);
  for (const seed of values.seed) console.log(await train(name as CellName, Number(seed)));
}

async function train(name: CellName, seed: number): Promise<string> {
  const text = readFileSync(
    new URL('../../../packages/cli/data/tinyshakespeare.txt', import.meta.url),
    'utf8',
  );
  const vocabulary = createVocabulary(text);
  const tokens = splitTail(vocabulary.encode(text), 0.05);
  const cell = cells[name]({ inputSize: size, hiddenSize: size });
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
  for await (const { step, loss } of trainer.fit(textBatches(tokens.train, rows), { epochs: 2 })) {
    if (step % 100 === 0) console.error(`${name}, step ${step}: loss ${loss.toFixed(3)}`);
  }
  const seconds = (performance.now() - started) / 1000;
  const nats = await trainer.evaluate(textBatches(tokens.validation, rows));
  const rate = (trainer.stepCount * rows.batchSize * rows.timeSteps) / seconds;
  return (
    `${name}, seed ${seed}: ${nats.toFixed(4)} nats per character on the last 5 % ` +
    `after ${trainer.stepCount} steps in ${seconds.toFixed(1)} s, ` +
    `${Math.round(rate).toLocaleString('en')} characters per second`
  );
}
