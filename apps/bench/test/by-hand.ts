// What the cases compute, element by element in double precision.
import type { CellName, SharedWork } from '../src/cases/work.js';
import type { CellTensors, Task, TrainingTensors } from '../src/task.js';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, x) => total + x, 0);

interface State {
  readonly h: number[];
  readonly c: number[];
}

/** What the input, or a state, gives to a gate's unit. */
type Project = (gate: number, unit: number) => number;

interface Given {
  readonly x: Project;
  /** From `h`, or from another vector in its place. */
  readonly r: (h: number[]) => Project;
  readonly units: readonly number[];
}

type Step = (given: Given, state: State) => State;

const lstm: Step = ({ x, r, units }, { h, c }) => {
  const gate = (i: number, unit: number): number => x(i, unit) + r(h)(i, unit);
  const next = units.map((u) => sigmoid(gate(1, u)) * c[u]! + sigmoid(gate(0, u)) * Math.tanh(gate(2, u)));
  return { h: units.map((u) => sigmoid(gate(3, u)) * Math.tanh(next[u]!)), c: next };
};

const cells: Record<CellName, Step> = {
  lstm,
  'user-lstm': lstm,
  gru: ({ x, r, units }, { h, c }) => ({
    h: units.map((u) => {
      const reset = sigmoid(x(0, u) + r(h)(0, u));
      const update = sigmoid(x(1, u) + r(h)(1, u));
      const candidate = Math.tanh(x(2, u) + reset * r(h)(2, u));
      return (1 - update) * candidate + update * h[u]!;
    }),
    c,
  }),
  rnn: ({ x, r, units }, { h, c }) => ({ h: units.map((u) => Math.tanh(x(0, u) + r(h)(0, u))), c }),
  mgu: ({ x, r, units }, { h, c }) => {
    const forget = units.map((u) => sigmoid(x(0, u) + r(h)(0, u)));
    const gated = h.map((each, u) => forget[u]! * each);
    const candidate = units.map((u) => Math.tanh(x(1, u) + r(gated)(1, u)));
    return { h: units.map((u) => (1 - forget[u]!) * h[u]! + forget[u]! * candidate[u]!), c };
  },
};

/** vector · weights, at one column. */
const product = (vector: readonly number[], weights: ArrayLike<number>, column: number): number => {
  const width = weights.length / vector.length;
  return sum(vector.map((x, row) => x * weights[row * width + column]!));
};

/** The outputs of each step of each row, `[batch][time][hidden]`. */
export function outputsByHand({ work, tensors }: Task<SharedWork>): number[][][] {
  const { cell, batchSize, timeSteps, inputSize, hiddenSize } = work;
  const { input, inputWeights, recurrentWeights, inputBias, recurrentBias }: CellTensors = tensors;
  const second = cell === 'mgu' ? undefined : recurrentBias.data;
  return range(batchSize).map((row) => {
    let state: State = { h: range(hiddenSize).map(() => 0), c: range(hiddenSize).map(() => 0) };
    return range(timeSteps).map((t) => {
      const at = (row * timeSteps + t) * inputSize;
      const x = range(inputSize).map((i) => input.data[at + i]!);
      const column = (gate: number, unit: number): number => gate * hiddenSize + unit;
      state = cells[cell](
        {
          x: (gate, unit) => {
            const i = column(gate, unit);
            return product(x, inputWeights.data, i) + inputBias.data[i]!;
          },
          r: (h) => (gate, unit) => {
            const i = column(gate, unit);
            return product(h, recurrentWeights.data, i) + (second?.[i] ?? 0);
          },
          units: range(hiddenSize),
        },
        state,
      );
      return state.h;
    });
  });
}

/** The loss before any update. */
export function lossByHand(task: Task<SharedWork>): number {
  const { target, outputWeights, outputBias } = task.tensors as TrainingTensors;
  const losses = outputsByHand(task)
    .flat()
    .map((h, at) => {
      const scores = range(outputBias.data.length).map(
        (each) => product(h, outputWeights.data, each) + outputBias.data[each]!,
      );
      return Math.log(sum(scores.map(Math.exp))) - scores[target.data[at]!]!;
    });
  return sum(losses) / losses.length;
}
