import { defineCell } from '@sluice/cell';
import { initializers } from '@sluice/math';

/**
 * The equations of an LSTM with PyTorch's two biases, defined as a user of Sluice would: it shows that a cell from a
 * package of Sluice is in no better place.
 *
 *     i, f, o = σ(x·W + h·U + b + b_h)
 *     g = tanh(x·W + h·U + b + b_h)
 *     c' = f ⊙ c + i ⊙ g
 *     h' = o ⊙ tanh(c')
 */
export const userLstm = defineCell({
  kind: 'user-lstm',
  state: ({ hiddenSize }) => ({ memory: [hiddenSize], hidden: [hiddenSize] }),
  params: ({ inputSize, hiddenSize }) => ({
    inputWeights: { shape: [inputSize, 4 * hiddenSize], initial: initializers.glorotUniform() },
    recurrentWeights: { shape: [hiddenSize, 4 * hiddenSize], initial: initializers.orthogonal() },
    inputBias: { shape: [4 * hiddenSize], initial: initializers.zeros() },
    recurrentBias: { shape: [4 * hiddenSize], initial: initializers.zeros() },
  }),
  step({
    x,
    state: { memory, hidden },
    params: { inputWeights, recurrentWeights, inputBias, recurrentBias },
  }) {
    const sums = x
      .matmul(inputWeights)
      .add(inputBias)
      .add(hidden.matmul(recurrentWeights))
      .add(recurrentBias);
    const [i, f, g, o] = sums.split(4);
    const next = memory.mul(f.sigmoid()).add(g.tanh().mul(i.sigmoid()));
    const output = next.tanh().mul(o.sigmoid());
    return { output, state: { memory: next, hidden: output } };
  },
});
