import type { Cell } from '@sluice/cell';
import { gru } from '@sluice/gru';
import { lstm } from '@sluice/lstm';
import { sizeOf } from '@sluice/math';
import type { Fact } from './fact.js';

const count = ({ params }: Cell): number =>
  Object.values(params).reduce((sum, { shape }) => sum + sizeOf(shape), 0);

/** What follows from the equations alone. */
export const parameterFacts: readonly Fact[] = [
  {
    name: 'parameters',
    claim: "A GRU has three quarters of an LSTM's parameters",
    source: 'Cho et al., 2014; Hochreiter and Schmidhuber, 1997',
    trials: [],
    judge: () => {
      const counts = [1, 32, 128].flatMap((inputSize) =>
        [1, 64, 256].map((hiddenSize) => {
          const sizes = { inputSize, hiddenSize };
          // in the form of its paper; PyTorch's has a bias more in the candidate, and with two biases so have all gates
          return { ours: count(gru({ ...sizes, resetAfter: false })), theirs: count(lstm(sizes)) };
        }),
      );
      const { ours, theirs } = counts.at(-1)!;
      return {
        verdict: counts.every(({ ours, theirs }) => 4 * ours === 3 * theirs) ? 'holds' : 'does not hold',
        words: `at ${counts.length} pairs of sizes; with 128 inputs and 256 units ${ours} and ${theirs}`,
      };
    },
  },
];
