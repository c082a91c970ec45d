import type { RunResult, Settings } from '../../src/compare/settings.js';

export const settingsOf = (some: Partial<Settings> = {}): Settings => ({
  task: { name: 'adding', options: { length: 6 }, digests: {} },
  cells: ['lstm', 'gru'],
  budget: { unit: 'steps', amount: 100 },
  seeds: 4,
  seed: 1,
  size: { parameters: 100 },
  layers: 1,
  batchSize: 4,
  learningRates: [0.01],
  tuningSeeds: 1,
  clip: 1,
  validations: 2,
  validationExamples: 8,
  testExamples: 8,
  untilSolved: false,
  ...some,
});

/** What a run came to, with a test value of its own. */
export const resultOf = (
  cell: string,
  seed: number,
  test: number | null,
  some: Partial<RunResult> = {},
): RunResult => ({
  purpose: 'judging',
  cell,
  seed,
  learningRate: 0.01,
  outcome: test === null ? 'diverged' : 'complete',
  steps: 100,
  seconds: 2,
  curve: [
    { steps: 50, seconds: 1, loss: 0.2, validation: 0.2 },
    { steps: 100, seconds: 2, loss: 0.1, validation: test },
  ],
  validation: test,
  test,
  hiddenSize: 4,
  parameters: 117,
  memory: 1000,
  ...some,
});

/** Results of each cell, from seed 1 on. */
export const resultsOf = (tests: Readonly<Record<string, readonly (number | null)[]>>): RunResult[] =>
  Object.entries(tests).flatMap(([cell, values]) => values.map((test, i) => resultOf(cell, i + 1, test)));
