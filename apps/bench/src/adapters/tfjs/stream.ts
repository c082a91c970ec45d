import type { Work } from '../../cases/work.js';
import type { CellTensors } from '../../task.js';
import { matrixOf } from './start-tensorflow.js';
import type { Array2d, TensorFlow } from './types.js';

/** A step of one row: the input and the state make the next state, of which the first part is the output. */
export type StreamStep = (x: Array2d, state: readonly Array2d[]) => [h: Array2d, ...rest: Array2d[]];

/** The fastest way for one row that TF.js has: its own LSTM cell, and products of whole matrices for a GRU. */
export function createStreamStep(tf: TensorFlow, work: Work, tensors: CellTensors): StreamStep {
  const { cell, hiddenSize } = work;
  const inputWeights = matrixOf(tf, tensors.inputWeights);
  const recurrentWeights = matrixOf(tf, tensors.recurrentWeights);
  // not a row made flat, whose first shape TF.js's fused product still sees
  const inputBias = tf.tensor1d(tensors.inputBias.data);
  const recurrentBias = tf.tensor1d(tensors.recurrentBias.data);
  const gate = (sums: Array2d, i: number): Array2d => sums.slice([0, i * hiddenSize], [1, hiddenSize]);
  if (cell === 'lstm') {
    // TF.js has the candidate in front of the forget gate, and one bias
    const reorder = (weights: Array2d): Array2d => {
      const [i, f, g, o] = weights.split(4, 1) as [Array2d, Array2d, Array2d, Array2d];
      return tf.concat([i, g, f, o], 1);
    };
    const kernel = reorder(tf.concat([inputWeights, recurrentWeights], 0));
    const bias = reorder(matrixOf(tf, tensors.inputBias).add(matrixOf(tf, tensors.recurrentBias))).as1D();
    const none = tf.scalar(0);
    return (x, [h, c]) => {
      const [cNext, hNext] = tf.basicLSTMCell(none, kernel, bias, x, c!, h!);
      return [hNext, cNext];
    };
  }
  if (cell === 'gru') {
    return (x, [h]) => {
      const ours = tf.fused.matMul({ a: x, b: inputWeights, bias: inputBias });
      const theirs = tf.fused.matMul({ a: h!, b: recurrentWeights, bias: recurrentBias });
      const r = gate(ours, 0).add(gate(theirs, 0)).sigmoid();
      const z = gate(ours, 1).add(gate(theirs, 1)).sigmoid();
      const n = gate(ours, 2)
        .add(r.mul(gate(theirs, 2)))
        .tanh();
      return [n.add(z.mul(h!.sub(n)))];
    };
  }
  throw new Error(`No case streams the cell "${cell}" with TensorFlow.js.`);
}
