import type { CellSpec } from '../../cells/choice.js';
import { cellLines, cellWord, program } from '../../code/snippet.js';
import { judgedAtEach } from '../../training/judged-at-each.js';
import { batchSize, controls, settled, spansOf, type Settings } from './settings.js';

/** The program that trains the page's cells and judges them by span. */
export function memoryCode(
  cells: readonly CellSpec[],
  settings: Settings,
  packageOf: (name: string) => string,
): string {
  const { task, size, hidden, parameters, steps, rate, seed } = settled(settings);
  const [{ option: span }, ...others] = controls[task];
  const { learnt, judged } = spansOf(settings);
  const options = [span, ...others.map(({ option }) => `${option}: ${settings[option]}`)].join(', ');
  const [byParameters, isCopy] = [size === 'parameters', task === 'copyMemory'];
  const [measure, named] = isCopy
    ? ['symbolsRight', 'Symbols right:']
    : ['there.metric.measure', `\${there.metric.name}`];
  return program(
    `import { createModel } from '@sluice/model';
import { adam } from '@sluice/optim';
import { mixed, networkFor, ${task}${byParameters ? ', hiddenSizeFor' : ''} } from '@sluice/tasks';
import { createTrainer } from '@sluice/train';`,
    ...cells.map((cell) => cellLines(cell, packageOf)),
    `const [steps, batchSize, seed] = [${steps}, ${batchSize}, ${seed}];
const at = (${span}: number) => ${task}({ ${options} });
const task = mixed([${learnt.join(', ')}].map(at)); // what they learn from
const judged = [${judged.join(', ')}].map(at); // what they are judged at`,
    isCopy ? symbolsRight(settings.alphabet) : '',
    `for (const [name, create] of Object.entries({ ${cells.map(cellWord).join(', ')} })) {
  const hiddenSize = ${byParameters ? `hiddenSizeFor(task, create, { parameters: ${parameters} })` : hidden};
  const model = await createModel(networkFor(task, create, { hiddenSize }), { seed });
  const trainer = await createTrainer(model, {
    loss: task.loss,
    optimizer: adam({ learningRate: ${rate} }),
    clipNorm: 1,
    batchSize,
    timeSteps: task.timeSteps,
  });
  for (let step = 1; step <= steps; step++) {
    const from = (step - 1) * batchSize;
    const { loss } = await trainer.step(task.examples({ split: 'train', seed, from, count: batchSize }));
    if (step % 500 === 0) console.log(\`\${name}, step \${step}: loss \${loss.toFixed(3)}\`);
  }
  console.log(\`\${name}: \${model.summary().size} parameters\`);
  for (const there of judged) {
    const examples = there.examples({ split: 'test', seed, count: ${judgedAtEach} });
    const { output } = await model.predict(examples.input);
    const { sum, count } = ${measure}(output, examples);
    console.log(\`\${name}: \${there.description} ${named} \${(sum / count).toPrecision(3)}\`);
  }
}`,
  );
}

/** Copy memory is judged by its symbols, the task's own metric by all steps. */
const symbolsRight = (alphabet: number): string => `import { type Tensor } from '@sluice/math';
import { type Examples } from '@sluice/tasks';
/** How many of the symbols, of which there are ${alphabet} kinds, have the largest score where they are asked for. */
function symbolsRight({ data: scores }: Tensor<'f32'>, { target }: Examples) {
  let [sum, count] = [0, 0];
  for (const [i, symbol] of target.data.entries()) {
    if (symbol === ${alphabet}) continue; // the blank
    const here = scores.subarray(i * ${alphabet + 1}, (i + 1) * ${alphabet + 1});
    sum += here.indexOf(Math.max(...here)) === symbol ? 1 : 0;
    count++;
  }
  return { sum, count };
}`;
