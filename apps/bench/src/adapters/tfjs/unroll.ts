import { gateCounts } from '../../cases/describe.js';
import type { CellName, SharedWork } from '../../cases/work.js';
import type { CellTensors } from '../../task.js';
import { matrixOf } from './start-tensorflow.js';
import type { TfTensor, TensorFlow } from './types.js';

/** The weights of one gate. TF.js splits a matrix by columns slowly, so it is fastest with a matrix for each gate. */
export interface Gate {
  readonly inputWeights: TfTensor;
  readonly recurrentWeights: TfTensor;
  readonly inputBias: TfTensor;
  /** An MGU has none. */
  readonly recurrentBias: TfTensor | undefined;
}

/** One variable for each gate and kind of weight. */
export function createGates(tf: TensorFlow, { cell }: SharedWork, tensors: CellTensors): Gate[] {
  const parts = (name: Exclude<keyof CellTensors, 'input'>): TfTensor[] =>
    matrixOf(tf, tensors[name])
      .split(gateCounts[cell], 1)
      .map((part) => tf.variable(part));
  const inputWeights = parts('inputWeights');
  const recurrentWeights = parts('recurrentWeights');
  const inputBias = parts('inputBias');
  const recurrentBias = cell === 'mgu' ? [] : parts('recurrentBias');
  return inputWeights.map((own, i) => ({
    inputWeights: own,
    recurrentWeights: recurrentWeights[i]!,
    inputBias: inputBias[i]!,
    recurrentBias: recurrentBias[i],
  }));
}

/** All hidden states, from an input of `[time · batch, inputSize]` that is projected for all time steps at once. */
export function unroll(tf: TensorFlow, work: SharedWork, gates: readonly Gate[], x: TfTensor): TfTensor[] {
  const { batchSize, timeSteps, hiddenSize } = work;
  const projected = gates.map((gate) => x.matMul(gate.inputWeights).add(gate.inputBias).split(timeSteps, 0));
  const recur = (h: TfTensor, gate: Gate): TfTensor => {
    const product = h.matMul(gate.recurrentWeights);
    return gate.recurrentBias ? product.add(gate.recurrentBias) : product;
  };
  const step = startCell(work.cell, tf.zeros([batchSize, hiddenSize]));
  return Array.from({ length: timeSteps }, (_, t) =>
    step(
      projected.map((gate) => gate[t]!),
      (h, gate) => recur(h, gates[gate]!),
    ),
  );
}

/** A step: what the input gives for each gate, and what a state does for one, make the next state. */
type Step = (projected: readonly TfTensor[], recur: (h: TfTensor, gate: number) => TfTensor) => TfTensor;

/** Starts a cell in zeros; it keeps its state from step to step. */
function startCell(kind: CellName, zeros: TfTensor): Step {
  let h = zeros;
  let c = zeros;
  switch (kind) {
    case 'lstm':
    case 'user-lstm':
      return (projected, recur) => {
        const [i, f, g, o] = projected.map((x, gate) => x.add(recur(h, gate)));
        c = f!.sigmoid().mul(c).add(i!.sigmoid().mul(g!.tanh()));
        return (h = o!.sigmoid().mul(c.tanh()));
      };
    case 'gru':
      return ([xReset, xUpdate, xCandidate], recur) => {
        const r = xReset!.add(recur(h, 0)).sigmoid();
        const z = xUpdate!.add(recur(h, 1)).sigmoid();
        const n = xCandidate!.add(r.mul(recur(h, 2))).tanh();
        return (h = n.add(z.mul(h.sub(n))));
      };
    case 'rnn':
      return ([x], recur) => (h = x!.add(recur(h, 0)).tanh());
    case 'mgu':
      return ([xForget, xCandidate], recur) => {
        const f = xForget!.add(recur(h, 0)).sigmoid();
        const n = xCandidate!.add(recur(f.mul(h), 1)).tanh();
        return (h = h.add(f.mul(n.sub(h))));
      };
  }
}
