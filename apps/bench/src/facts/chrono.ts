import { seeded, type Fact, type Trial } from './fact.js';
import { helps } from './verdicts.js';

/** Copying over so many steps with and without chrono initialisation. */
function copying(delay: number): Fact {
  const trial: Omit<Trial, 'seed'> = {
    task: 'copyMemory',
    taskOptions: { delay, symbols: 5, alphabet: 4 },
    cell: 'lstm',
    network: 'plain',
    layers: 1,
    hiddenSize: 32,
    batchSize: 32,
    learningRate: 5e-3,
    steps: 3000,
    goal: 0,
  };
  return {
    name: `chrono-${delay}`,
    claim: `Chrono initialisation helps an LSTM to copy over ${delay} steps, to four fifths of the cross-entropy or less`,
    source: 'Tallec and Ollivier, 2018',
    trials: [
      ...seeded(trial),
      ...seeded({ ...trial, cellOptions: { initial: { bias: { name: 'chrono', longest: delay } } } }),
    ],
    judge: helps(5 / 4),
  };
}

/** Whether chrono initialisation helps. */
export const chronoFacts: readonly Fact[] = [copying(100), copying(200)];
