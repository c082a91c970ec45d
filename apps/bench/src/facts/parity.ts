import { seeded, type Fact, type Outcome, type Trial } from './fact.js';
import { fails, solves } from './verdicts.js';

const base = {
  task: 'parity',
  taskOptions: { length: 40 },
  beyond: { shortest: 41, length: 100 },
  network: 'plain',
  layers: 1,
  hiddenSize: 32,
  batchSize: 64,
  learningRate: 5e-3,
  steps: 2000,
  goal: 0.99,
} as const;

/** Delétang et al., 2023, count a task as solved from here on, on sequences longer than those to learn from. */
const generalises = ({ beyond = 0 }: Outcome): boolean => beyond >= 0.9;

const failing = (claim: string, cell: Trial['cell'], source: string): Fact => ({
  name: `parity-${cell}`,
  claim: `${claim} does not solve parity on longer sequences than it learns from, in two blocks`,
  source,
  trials: seeded({ ...base, cell, network: 'blocks', layers: 2 }),
  judge: fails(generalises),
});

/** Which cells solve parity. */
export const parityFacts: readonly Fact[] = [
  {
    name: 'parity-slstm',
    claim: 'An sLSTM solves parity, on longer sequences than it learns from too',
    source: 'Beck et al., 2024',
    trials: seeded({ ...base, cell: 'slstm' }),
    judge: solves(generalises),
  },
  failing("Mamba's recurrence", 'mamba', 'Sarrof, Veitsman and Hahn, 2024; Beck et al., 2024'),
  failing('A minGRU', 'minGru', 'Sarrof, Veitsman and Hahn, 2024'),
  failing('An LRU', 'lru', 'Beck et al., 2024'),
];
