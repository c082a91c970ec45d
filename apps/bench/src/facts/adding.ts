import { seeded, type Fact, type Trial } from './fact.js';
import { fails, solves } from './verdicts.js';

/** T, the length at which the cells are compared. */
const length = 200;

const base = {
  task: 'adding',
  taskOptions: { length },
  network: 'plain',
  layers: 1,
  hiddenSize: 32,
  batchSize: 32,
  learningRate: 5e-3,
  steps: 6000,
  goal: 0.01,
} as const;

const solving = (source: string, cell: string, trial: Pick<Trial, 'cell'> & Partial<Trial>): Fact => ({
  name: `adding-${trial.cell}`,
  claim: `${cell} solves the adding problem at T = ${length}`,
  source,
  trials: seeded({ ...base, ...trial }),
  judge: solves(),
});

/** Which cells solve the adding problem. */
export const addingFacts: readonly Fact[] = [
  {
    name: 'adding-rnn',
    claim: `A plain RNN does not solve the adding problem at T = ${length}`,
    source: 'Le, Jaitly and Hinton, 2015',
    trials: [1e-4, 1e-3, 1e-2].flatMap((learningRate) => seeded({ ...base, cell: 'rnn', learningRate })),
    judge: fails(),
  },
  solving('Hochreiter and Schmidhuber, 1997; Le, Jaitly and Hinton, 2015', 'An LSTM', { cell: 'lstm' }),
  solving('Arjovsky, Shah and Bengio, 2016', 'A GRU', { cell: 'gru' }),
  solving('Li, Li, Cook, Zhu and Gao, 2018', 'An IndRNN of two layers', {
    cell: 'indrnn',
    layers: 2,
    // the paper's bound: no unit can grow by more than a factor of 2 over the whole sequence
    recurrentBound: 2 ** (1 / length),
    learningRate: 2e-3,
  }),
  solving('Rusch and Mishra, 2021', 'A coRNN', {
    cell: 'cornn',
    // its paper's rate and batch; slower and less damped than there, which takes fewer steps to learn
    hiddenSize: 64,
    batchSize: 50,
    cellOptions: { timeStep: 0.016, gamma: 94.5, epsilon: 9.5 },
    learningRate: 2e-2,
  }),
  solving('Rusch, Mishra, Erichson and Mahoney, 2022', 'A LEM', { cell: 'lem' }),
  solving('Orvieto et al., 2023', 'An LRU behind a layer of ReLU', { cell: 'lru', network: 'encoded' }),
  {
    ...solving('Orvieto et al., 2023', 'An LRU in two blocks', {
      cell: 'lru',
      network: 'blocks',
      layers: 2,
      learningRate: 3e-3,
    }),
    name: 'adding-lru-blocks',
  },
];
