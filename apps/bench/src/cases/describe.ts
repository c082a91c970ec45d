import type { CellName, SharedWork } from './work.js';

/** Number of gates, and so of matrices side by side in the weights of a cell. */
export const gateCounts: Readonly<Record<CellName, number>> = {
  lstm: 4,
  gru: 3,
  rnn: 1,
  mgu: 2,
  'user-lstm': 4,
};

const titles: Readonly<Record<CellName, string>> = {
  lstm: 'LSTM',
  gru: 'GRU',
  rnn: 'RNN',
  mgu: "MGU, a user's own cell",
  'user-lstm': "a user's own cell with the equations of the LSTM",
};

/** What a case computes, in words. */
export function describeWork(work: SharedWork): string {
  const { cell, batchSize, timeSteps, inputSize, hiddenSize, threads } = work;
  const sizes = `${inputSize} inputs, hidden ${hiddenSize}`;
  const end = `f32, ${threads === 1 ? 'one thread' : `${threads} threads`}`;
  switch (work.kind) {
    case 'training-step':
      return (
        `${titles[cell]}, training step: batch ${batchSize}, ${timeSteps} time steps, ${sizes}, ` +
        `${work.outputSize} outputs; softmax cross-entropy at every time step, full BPTT, Adam; ${end}`
      );
    case 'streaming-step':
      return `${titles[cell]}, streaming step: batch 1, ${sizes}; state carried, the output read each step; ${end}`;
    case 'forward':
      return (
        `${titles[cell]}, forward over a sequence: batch ${batchSize}, ${timeSteps} time steps, ${sizes}; ` +
        `all outputs read; ${end}`
      );
  }
}

/**
 * Floating-point operations of the matrix products that a step cannot do without. Going backward, nobody needs the
 * gradient of the input.
 */
export function countOperations(work: SharedWork): number {
  const { cell, batchSize, timeSteps, inputSize, hiddenSize } = work;
  const gates = gateCounts[cell] * hiddenSize;
  const forward = (inputSize + hiddenSize) * gates;
  switch (work.kind) {
    case 'training-step': {
      const { outputSize } = work;
      const multiplications = 2 * inputSize * gates + 3 * hiddenSize * gates + 3 * hiddenSize * outputSize;
      return 2 * batchSize * timeSteps * multiplications;
    }
    case 'streaming-step':
      return 2 * forward;
    case 'forward':
      return 2 * batchSize * timeSteps * forward;
  }
}
