import type { CellSpec } from '../../cells/choice.js';
import { cellLines, cellWord, program } from '../../code/snippet.js';
import type { WriteSettings } from './fields.js';

/** How many steps the program takes, so that it ends within seconds. */
const fewSteps = 40;

/** The program that trains such a model, saves it, and lets it write; its calls are those of the page's worker. */
export function codeOf(
  { hidden, layers, steps, rate, temperature, prime, seed }: WriteSettings,
  spec: CellSpec,
  packageOf: (name: string) => string,
): string {
  return program(
    `import { sequential, stackCells } from '@sluice/cell';
import { crossEntropy, embedding, linear } from '@sluice/layers';
import { createModel } from '@sluice/model';
import { adam } from '@sluice/optim';
import { createTrainer, createVocabulary, generate, splitTail, textBatches } from '@sluice/train';`,
    cellLines(spec, packageOf),
    `// Your text: const text = await readFile('my.txt', 'utf8');
const text = 'The gate is open and the water runs. The gate is shut and the water waits.\\n'.repeat(200);
const steps = ${Math.min(steps, fewSteps)}; // the page takes ${steps}`,
    `const vocabulary = createVocabulary(text);
const tokens = splitTail(vocabulary.encode(text), 0.05);
const rows = { batchSize: 10, timeSteps: 50 }; // the page takes 50 rows

const { cells, outputSize } = stackCells(${cellWord(spec)}, { inputSize: 128, hiddenSize: ${hidden} }, ${layers});
const net = sequential(embedding(vocabulary.size, 128), ...cells, linear(outputSize, vocabulary.size));
const model = await createModel(net, { seed: 1 });
const trainer = await createTrainer(model, {
  loss: crossEntropy(),
  optimizer: adam({ learningRate: ${rate} }),
  clipNorm: 5,
  stateful: true,
  threads: 'auto',
  ...rows,
});
console.log(\`\${trainer.threads} threads. \${trainer.threadsReason}\`);

const validate = textBatches(tokens.validation, { batchSize: 1, timeSteps: 50 });
for await (const { step, loss } of trainer.fit(textBatches(tokens.train, rows), { epochs: steps })) {
  if (step % 10 === 0) console.log(\`step \${step}: \${loss.toFixed(3)} nats per character\`);
  if (step === steps) break;
}
console.log(\`validation: \${(await trainer.evaluate(validate)).toFixed(3)} nats per character\`);
trainer.close();`,
    `const prime = vocabulary.decode(vocabulary.encode(${JSON.stringify(prime || 'The ')}, { unknown: 'skip' }));
let written = '';
const drawing = { vocabulary, prime, length: 200, temperature: ${temperature}, seed: ${seed} };
for await (const character of generate(model, drawing)) written += character;
console.log(prime + written);`,
    `// A unit of the state at each character, as the page colours them; model.inspect shows the gates
const [part] = Object.keys(net.state);
if (part !== undefined) {
  const stream = model.stream();
  for (const token of vocabulary.encode('The gate is')) {
    stream.step(token);
    console.log(vocabulary.characters[token], stream.state[part]!.data[0]!.toFixed(3));
  }
}`,
  );
}
