import type { SharedWork } from '../../cases/work.js';
import type { CellTensors } from '../../task.js';
import { matrixOf } from './start-tensorflow.js';
import type { TfTensor, TensorFlow } from './types.js';

/** A step: the input and the state make the next state, of which the first part is the output. */
export type StreamStep = (x: TfTensor, state: readonly TfTensor[]) => [h: TfTensor, ...rest: TfTensor[]];

/** The fastest step that TF.js has for one row: its own LSTM cell, and products of whole matrices for a GRU. */
export function createStreamStep(tf: TensorFlow, work: SharedWork, tensors: CellTensors): StreamStep {
  switch (work.cell) {
    case 'lstm':
      return createLstmStep(tf, tensors);
    case 'gru':
      return createGruStep(tf, work, tensors);
    default:
      throw new Error(`No case streams the cell "${work.cell}" with TensorFlow.js.`);
  }
}

/** The weights of an LSTM as TF.js wants them, with one bias; the gates stand in the order of its layer, i, f, g, o. */
export interface LstmWeights {
  readonly input: TfTensor;
  readonly recurrent: TfTensor;
  readonly bias: TfTensor;
}

/** Makes the weights of an LSTM. */
export function createLstmWeights(tf: TensorFlow, tensors: CellTensors): LstmWeights {
  return {
    input: matrixOf(tf, tensors.inputWeights),
    recurrent: matrixOf(tf, tensors.recurrentWeights),
    bias: tf.tensor1d(tensors.inputBias.data).add(tf.tensor1d(tensors.recurrentBias.data)),
  };
}

function createLstmStep(tf: TensorFlow, tensors: CellTensors): StreamStep {
  const { input, recurrent, bias } = createLstmWeights(tf, tensors);
  // unlike the layer, the cell has the candidate in front of the forget gate
  const reorder = (weights: TfTensor, axis: number): TfTensor => {
    const [i, f, g, o] = weights.split(4, axis) as [TfTensor, TfTensor, TfTensor, TfTensor];
    return tf.concat([i, g, f, o], axis);
  };
  const kernel = reorder(tf.concat([input, recurrent], 0), 1);
  const reordered = reorder(bias, 0);
  const none = tf.scalar(0);
  return (x, [h, c]) => {
    const [cNext, hNext] = tf.basicLSTMCell(none, kernel, reordered, x, c!, h!);
    return [hNext, cNext];
  };
}

function createGruStep(tf: TensorFlow, { hiddenSize }: SharedWork, tensors: CellTensors): StreamStep {
  const inputWeights = matrixOf(tf, tensors.inputWeights);
  const recurrentWeights = matrixOf(tf, tensors.recurrentWeights);
  // not a row made flat, whose first shape TF.js's fused product still sees
  const inputBias = tf.tensor1d(tensors.inputBias.data);
  const recurrentBias = tf.tensor1d(tensors.recurrentBias.data);
  const gate = (sums: TfTensor, i: number): TfTensor => sums.slice([0, i * hiddenSize], [1, hiddenSize]);
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
