import { cellLines, cellWord, program } from '../../code/snippet.js';
import { learnedText } from './corpus.js';
import { learningRate, rows, sizes, type Watched } from './settings.js';

/** The program that computes the gates and states that the page shows. */
export function insideCode({ cell, sentence, steps }: Watched, packageOf: (name: string) => string): string {
  return program(
    `import { sequential, stackCells } from '@sluice/cell';
import { embedding, linear } from '@sluice/layers';
import { createModel } from '@sluice/model';
import { createVocabulary } from '@sluice/train';`,
    cellLines(cell, packageOf),
    `const sentence = ${JSON.stringify(sentence)};
// a short text to learn from, and the sentence
const text = \`${escaped(textBefore(sentence))}\${sentence}\\n\`;
const vocabulary = createVocabulary(text);

const sizes = { inputSize: ${sizes.inputSize}, hiddenSize: ${sizes.hiddenSize} };
const { cells, outputSize } = stackCells(${cellWord(cell)}, sizes, 1);
const net = sequential(
  embedding(vocabulary.size, sizes.inputSize),
  ...cells,
  linear(outputSize, vocabulary.size),
);
const model = await createModel(net, { seed: 1 });

${training(steps)}
const tokens = vocabulary.encode(sentence);
const { gates } = await model.inspect({ shape: [1, tokens.length], dtype: 'i32', data: tokens });
const stream = model.stream();
const mean = (numbers: Float32Array) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
[...sentence].forEach((character, step) => {
  stream.step(tokens[step]!);
  const shown = Object.entries(gates).map(([name, { shape, data }]) => {
    const size = data.length / shape[1]!; // numbers of a step
    return \`\${name} \${mean(data.subarray(step * size, (step + 1) * size)).toFixed(2)}\`;
  });
  const kept = Object.entries(stream.state).map(([name, { data }]) => \`\${name}' \${mean(data).toFixed(2)}\`);
  console.log(JSON.stringify(character), ...shown, ...kept);
});`,
  );
}

const training = (steps: number): string =>
  steps === 0
    ? ''
    : `import { crossEntropy } from '@sluice/layers';
import { adam } from '@sluice/optim';
import { createTrainer, textBatches } from '@sluice/train';

const rows = { batchSize: ${rows.batchSize}, timeSteps: ${rows.timeSteps} };
const trainer = await createTrainer(model, {
  loss: crossEntropy(),
  optimizer: adam({ learningRate: ${learningRate} }),
  clipNorm: 1,
  stateful: true,
  ...rows,
});
for await (const { step, loss } of trainer.fit(textBatches(vocabulary.encode(text), rows), { epochs: 1e6 })) {
  if (step % 100 === 0) console.log(\`step \${step}: \${loss.toFixed(3)} nats per character\`);
  if (step === ${steps}) break;
}
`;

/** The learned text without the sentence at its end. */
const textBefore = (sentence: string): string => learnedText(sentence).slice(0, -sentence.length - 1);

/** As it stands in a template literal. */
const escaped = (text: string): string => text.replace(/[\\`$]/g, '\\$&');
