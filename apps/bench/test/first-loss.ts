import type { BenchCase } from '../src/cases.js';
import type { Task } from '../src/task.js';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, x) => total + x, 0);

/** How each cell makes one element of its next h and c, from what the input and the state give to its gates. */
const cells: Record<BenchCase['cell'], (x: number[], r: number[], h: number, c: number) => [number, number]> =
  {
    lstm: (x, r, _, c) => {
      const [i, f, g, o] = x.map((each, gate) => each + r[gate]!) as [number, number, number, number];
      const next = sigmoid(f) * c + sigmoid(i) * Math.tanh(g);
      return [sigmoid(o) * Math.tanh(next), next];
    },
    gru: (x, r, h) => {
      const reset = sigmoid(x[0]! + r[0]!);
      const update = sigmoid(x[1]! + r[1]!);
      const candidate = Math.tanh(x[2]! + reset * r[2]!);
      return [(1 - update) * candidate + update * h, 0];
    },
    rnn: (x, r) => [Math.tanh(x[0]! + r[0]!), 0],
  };

/** The loss before any update, element by element in double precision. */
export function firstLoss({ work, tensors }: Task): number {
  const { cell, batchSize, timeSteps, inputSize, hiddenSize, outputSize } = work;
  const data = (name: keyof Task['tensors']): ArrayLike<number> => tensors[name].data;
  const gates = data('inputBias').length / hiddenSize;
  /** vector · weights + bias, at one column. */
  const project = (
    vector: number[],
    weights: keyof Task['tensors'],
    bias: keyof Task['tensors'],
    at: number,
  ) => sum(vector.map((x, row) => x * data(weights)[row * data(bias).length + at]!)) + data(bias)[at]!;

  const losses: number[] = [];
  for (const row of range(batchSize)) {
    let h = range(hiddenSize).map(() => 0);
    let c = h;
    for (const t of range(timeSteps)) {
      const at = row * timeSteps + t;
      const x = range(inputSize).map((i) => data('input')[at * inputSize + i]!);
      const next = range(hiddenSize).map((unit) => {
        const columns = range(gates).map((gate) => gate * hiddenSize + unit);
        return cells[cell](
          columns.map((column) => project(x, 'inputWeights', 'inputBias', column)),
          columns.map((column) => project(h, 'recurrentWeights', 'recurrentBias', column)),
          h[unit]!,
          c[unit]!,
        );
      });
      h = next.map(([each]) => each);
      c = next.map(([, each]) => each);
      const scores = range(outputSize).map((each) => project(h, 'outputWeights', 'outputBias', each));
      losses.push(Math.log(sum(scores.map(Math.exp))) - scores[data('target')[at]!]!);
    }
  }
  return sum(losses) / losses.length;
}
