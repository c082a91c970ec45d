import { cellLines, cellWord, program } from '../../code/snippet.js';
import { competitors, fixed, taskOptions, type RaceSettings } from './settings.js';

/** The program that races the cell against the others, and shows what the compiler makes of it. */
export function ownCellCode(
  source: string,
  { task, hidden, steps }: RaceSettings,
  packageOf: (name: string) => string,
): string {
  const cells = competitors(source);
  const { batchSize, learningRate, clipNorm, seed, inputSize, timeSteps } = fixed;
  return program(
    `import { meanSquaredError } from '@sluice/layers';
import { createModel } from '@sluice/model';
import { adam } from '@sluice/optim';
import { networkFor, tasks } from '@sluice/tasks';
import { createTrainer, explainTraining } from '@sluice/train';
import { formatExplanation } from '@sluice/wasm';`,
    ...cells.map((cell) => cellLines(cell, packageOf)),
    `const [hiddenSize, steps, batchSize, seed] = [${hidden}, ${steps}, ${batchSize}, ${seed}];
const task = tasks.${task}.create(${literal(taskOptions[task])});
console.log(task.description);

for (const [name, create] of Object.entries({ ${cells.map(cellWord).join(', ')} })) {
  const model = await createModel(networkFor(task, create, { hiddenSize }), { seed });
  const trainer = await createTrainer(model, {
    loss: task.loss,
    optimizer: adam({ learningRate: ${learningRate} }),
    clipNorm: ${clipNorm},
    batchSize,
    timeSteps: task.timeSteps,
  });
  let loss = 0;
  for (let step = 0; step < steps; step++) {
    ({ loss } = await trainer.step(task.examples({ split: 'train', seed, from: step * batchSize, count: batchSize })));
  }
  trainer.close();
  console.log(\`\${name}: loss \${loss.toPrecision(3)} after \${steps} steps, \${model.summary().size} parameters\`);
}

// what the compiler makes of a training step over ${timeSteps} steps of time
const size = { batchSize, timeSteps: ${timeSteps} };
const explained = ${cellWord(cells[0]!)}({ inputSize: ${inputSize}, hiddenSize });
console.log(formatExplanation(explainTraining(explained, { loss: meanSquaredError(), ...size })));`,
  );
}

/** Plain data of one level as a program has it. */
const literal = (options: Readonly<Record<string, number | string>>): string =>
  `{ ${Object.entries(options)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? `'${value}'` : value}`)
    .join(', ')} }`;
