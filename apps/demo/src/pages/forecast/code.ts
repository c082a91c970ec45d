import type { CellSpec } from '../../cells/choice.js';
import { cellLines, cellWord, program } from '../../code/snippet.js';
import type { Series } from './series.js';
import type { Settled } from './settings.js';
import { trainingSizes } from './sizes.js';

export interface CodeView {
  readonly cell: CellSpec;
  readonly series: Series;
  readonly settled: Settled;
  readonly hidden: number;
  readonly window: number;
  readonly steps: number;
  readonly rate: string;
  readonly decay: string;
  readonly seed: number;
}

/** A longer series is not written into the program, which reads it from a file. */
const mostWritten = 3000;

/** The program that learns a series and forecasts it, as the page does. */
export function forecastCode(view: CodeView, packageOf: (name: string) => string): string {
  const { cell, series, settled, hidden, window, steps, rate, decay, seed } = view;
  const { held, horizon, logarithm, season } = settled;
  const { timeSteps, batchSize } = trainingSizes({ ...settled, window });
  const isLong = series.values.length > mostWritten;
  const levels = logarithm ? 'values.map((value) => Math.log(value))' : 'values';
  // They stand in texts and comments of the program, which they must not end.
  const [name, unit] = [series.name, series.unit].map((word) => word.replaceAll(/[`$\\\s]+/g, ' ').trim());
  const inUnit = unit ? ` ${unit}` : '';
  return program(
    `import { sequential } from '@sluice/cell';
import { linear, meanSquaredError } from '@sluice/layers';
import { tensor } from '@sluice/math';
import { createModel } from '@sluice/model';
import { adam, cosine } from '@sluice/optim';
import { createTrainer, sequenceBatches } from '@sluice/train';
${cellLines(cell, packageOf)}
${isLong ? "import { readFileSync } from 'node:fs';" : ''}`,
    `const values = series();
const [heldOut, horizon, steps] = [${held}, ${horizon}, ${steps}];
const trainCount = values.length - heldOut;`,
    `${expectation(settled)}

// how far it is from there, scaled by what is known of the training part alone
const levels = ${levels};
const changes = levels.slice(first).map((level, i) => level - expected(levels, first + i));
const known = changes.slice(0, trainCount - first);
const mean = known.reduce((sum, change) => sum + change, 0) / known.length;
const deviation = Math.sqrt(known.reduce((sum, change) => sum + (change - mean) ** 2, 0) / known.length);
const scaled = changes.map((change) => (change - mean) / deviation);`,
    `// every stretch of ${timeSteps} steps; its target is the same one step later
const timeSteps = ${timeSteps};
const count = known.length - timeSteps;
const stretches = (offset: number) => {
  const rows = Array.from({ length: count }, (_, i) => scaled.slice(i + offset, i + offset + timeSteps));
  return tensor(rows.flat(), [count, timeSteps, 1]);
};
const batches = sequenceBatches(
  { input: stretches(0), target: stretches(1) },
  { batchSize: ${batchSize}, shuffleSeed: ${seed} },
);`,
    `const net = sequential(${cellWord(cell)}({ inputSize: 1, hiddenSize: ${hidden} }), linear(${hidden}, 1));
const model = await createModel(net, { seed: ${seed} });
const trainer = await createTrainer(model, {
  loss: meanSquaredError(),
  optimizer: adam({ learningRate: cosine(${rate}, { period: steps }), weightDecay: ${decay} }),
  clipNorm: 1,
  batchSize: ${batchSize},
  timeSteps,
});
for await (const { step, loss } of trainer.fit(batches, { epochs: steps })) {
  if (step % 100 === 0) console.log(\`step \${step}: loss \${loss.toFixed(4)}\`);
  if (step >= steps) break;
}`,
    `// takes what is known, and goes on from what it says itself, with the state carried on
function forecast(knownCount: number, count: number): number[] {
  const stream = model.stream();
  let change = 0;
  for (const one of scaled.slice(0, knownCount - first)) change = stream.step([one])[0]!;
  const ahead = levels.slice(0, knownCount);
  for (let h = 0; h < count; h++) {
    ahead.push(change * deviation + mean + expected(ahead, knownCount + h));
    change = stream.step([change])[0]!;
  }
  return ahead.slice(knownCount)${logarithm ? '.map((level) => Math.exp(level))' : ''};
}`,
    `const errorOf = (forecast: readonly number[]) =>
  forecast.reduce((sum, value, h) => sum + Math.abs(value - values[trainCount + h]!), 0) / heldOut;
const lastSeason = Array.from({ length: heldOut }, (_, h) => values[trainCount - ${season} + (h % ${season})]!);
console.log(\`mean error on what was held out: \${errorOf(forecast(trainCount, heldOut)).toFixed(3)}${inUnit}\`);
console.log(\`of the last season again: \${errorOf(lastSeason).toFixed(3)}${inUnit}\`);
console.log(forecast(values.length, horizon).map((value) => value.toFixed(2)).join(' '));`,
    isLong
      ? `// one value a line: save it from the page with 'Save the series as CSV'
function series(): number[] {
  const lines = readFileSync('series.csv', 'utf8').trim().split('\\n').slice(1);
  return lines.map((line) => Number(line.split(',')[1]));
}`
      : `// ${unit ? `${name}, ${unit}` : name}
function series(): number[] {
  return [
${wrapped(series.values)}
  ];
}`,
  );
}

/** What a value is measured from. */
function expectation({ learns, season, seasons, logarithm }: Settled): string {
  const level = logarithm ? 'a logarithm' : 'a value';
  if (learns === 'level') {
    return `// ${level} is learnt as it is
const first = 0;
const expected = (_levels: readonly number[], _at: number) => 0;`;
  }
  if (learns === 'change') {
    return `// what ${level} is measured from: the one before
const first = 1;
const expected = (levels: readonly number[], at: number) => levels[at - 1]!;`;
  }
  return `// what ${level} is measured from: the one before, changed as much as at this place of earlier seasons on average
const [season, seasons] = [${season}, ${seasons}];
const first = season * seasons + 1;
function expected(levels: readonly number[], at: number): number {
  let sum = 0;
  for (let back = season; back <= season * seasons; back += season) {
    sum += levels[at - back]! - levels[at - back - 1]!;
  }
  return levels[at - 1]! + sum / seasons;
}`;
}

/** Numbers in lines of at most 100 letters. */
function wrapped(values: readonly number[]): string {
  const lines = [''];
  for (const value of values) {
    const written = ` ${Number(value.toPrecision(9))},`;
    if (lines.at(-1)!.length + written.length > 100) lines.push('');
    lines[lines.length - 1] += written;
  }
  return lines.map((line) => `   ${line}`).join('\n');
}
