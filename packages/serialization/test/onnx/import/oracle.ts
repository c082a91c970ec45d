import type { OnnxTensor } from '../run-onnx.js';

/** A function of ONNX's list, in double precision. */
type Apply = (x: number) => number;

/** What a recurrent node does, as its documentation says it. */
export interface RecurrentCase {
  readonly op: 'RNN' | 'GRU' | 'LSTM';
  readonly directions: readonly ('forward' | 'reverse')[];
  readonly time: number;
  readonly batch: number;
  readonly inputSize: number;
  readonly hiddenSize: number;
  /** One list for each direction, already resolved: name, alpha, beta. */
  readonly activations: readonly (readonly Applied[])[];
  readonly clip: number | undefined;
  readonly inputForget: boolean;
  readonly linearBeforeReset: boolean;
  readonly x: OnnxTensor;
  readonly w: OnnxTensor;
  readonly r: OnnxTensor;
  readonly b: OnnxTensor | undefined;
  readonly p: OnnxTensor | undefined;
  readonly lengths: readonly number[] | undefined;
  /** `[directions, batch, hidden]`. */
  readonly h: OnnxTensor | undefined;
  readonly c: OnnxTensor | undefined;
}

export interface Applied {
  readonly name: string;
  readonly alpha: number;
  readonly beta: number;
}

const functions: Readonly<Record<string, (alpha: number, beta: number) => Apply>> = {
  Relu: () => (x) => Math.max(0, x),
  Tanh: () => Math.tanh,
  Sigmoid: () => (x) => 1 / (1 + Math.exp(-x)),
  Affine: (alpha, beta) => (x) => alpha * x + beta,
  LeakyRelu: (alpha) => (x) => (x >= 0 ? x : alpha * x),
  ThresholdedRelu: (alpha) => (x) => (x > alpha ? x : 0),
  ScaledTanh: (alpha, beta) => (x) => alpha * Math.tanh(beta * x),
  HardSigmoid: (alpha, beta) => (x) => Math.min(1, Math.max(0, alpha * x + beta)),
  Elu: (alpha) => (x) => (x >= 0 ? x : alpha * Math.expm1(x)),
  Softsign: () => (x) => x / (1 + Math.abs(x)),
  Softplus: () => (x) => Math.log1p(Math.exp(x)),
};

/** Outputs and last states of a recurrent node with layout 0, unit by unit from ONNX's equations. */
export function runRecurrent(given: RecurrentCase): Readonly<Record<'Y' | 'Y_h' | 'Y_c', OnnxTensor>> {
  const { directions, time, batch, hiddenSize: size } = given;
  const count = directions.length;
  const y = new Array<number>(time * count * batch * size).fill(0);
  const ends = { h: new Array<number>(count * batch * size), c: new Array<number>(count * batch * size) };
  directions.forEach((direction, d) => {
    const step = stepOf(given, d);
    for (let row = 0; row < batch; row++) {
      const start = (d * batch + row) * size;
      let h = Array.from({ length: size }, (_, j) => given.h?.data[start + j] ?? 0);
      let c = Array.from({ length: size }, (_, j) => given.c?.data[start + j] ?? 0);
      const length = given.lengths?.[row] ?? time;
      for (let i = 0; i < length; i++) {
        const t = direction === 'forward' ? i : length - 1 - i;
        ({ h, c } = step(t, row, h, c));
        h.forEach((value, j) => (y[((t * count + d) * batch + row) * size + j] = value));
      }
      h.forEach((value, j) => (ends.h[start + j] = value));
      c.forEach((value, j) => (ends.c[start + j] = value));
    }
  });
  return {
    Y: { shape: [time, count, batch, size], data: y },
    Y_h: { shape: [count, batch, size], data: ends.h },
    Y_c: { shape: [count, batch, size], data: ends.c },
  };
}

type Step = (t: number, row: number, h: number[], c: number[]) => { h: number[]; c: number[] };

function stepOf(given: RecurrentCase, d: number): Step {
  const { op, batch, inputSize, hiddenSize: size, x, w, r, b, p, clip, inputForget } = given;
  const gates = { RNN: 1, GRU: 3, LSTM: 4 }[op];
  const applied = given.activations[d]!.map(({ name, alpha, beta }) => functions[name]!(alpha, beta));
  const [f, g] = applied.map(
    (apply) => (v: number) => apply(clip === undefined ? v : Math.min(clip, Math.max(-clip, v))),
  ) as [Apply, Apply];
  const units = Array.from({ length: size }, (_, j) => j);
  const input = (t: number, row: number, gate: number, j: number): number => {
    let sum = 0;
    for (let k = 0; k < inputSize; k++) {
      sum +=
        x.data[(t * batch + row) * inputSize + k]! * w.data[((d * gates + gate) * size + j) * inputSize + k]!;
    }
    return sum;
  };
  const recurrent = (h: readonly number[], gate: number, j: number): number =>
    h.reduce((sum, value, k) => sum + value * r.data[((d * gates + gate) * size + j) * size + k]!, 0);
  const bias = (which: 0 | 1, gate: number, j: number): number =>
    b?.data[((d * 2 + which) * gates + gate) * size + j] ?? 0;
  const peephole = (gate: number, j: number): number => p?.data[(d * 3 + gate) * size + j] ?? 0;
  const sum = (t: number, row: number, h: readonly number[], gate: number, j: number): number =>
    input(t, row, gate, j) + recurrent(h, gate, j) + bias(0, gate, j) + bias(1, gate, j);

  if (op === 'RNN') return (t, row, h, c) => ({ h: units.map((j) => f(sum(t, row, h, 0, j))), c });
  if (op === 'GRU') {
    return (t, row, h, c) => {
      const z = units.map((j) => f(sum(t, row, h, 0, j)));
      const reset = units.map((j) => f(sum(t, row, h, 1, j)));
      const scaled = h.map((value, k) => reset[k]! * value);
      const n = units.map((j) =>
        g(
          given.linearBeforeReset
            ? input(t, row, 2, j) + bias(0, 2, j) + reset[j]! * (recurrent(h, 2, j) + bias(1, 2, j))
            : input(t, row, 2, j) + recurrent(scaled, 2, j) + bias(0, 2, j) + bias(1, 2, j),
        ),
      );
      return { h: units.map((j) => (1 - z[j]!) * n[j]! + z[j]! * h[j]!), c };
    };
  }
  // blocks i, o, f, c; peepholes i, o, f
  return (t, row, h, c) => {
    const i = units.map((j) => f(sum(t, row, h, 0, j) + peephole(0, j) * c[j]!));
    const forget = units.map((j) =>
      inputForget ? 1 - i[j]! : f(sum(t, row, h, 2, j) + peephole(2, j) * c[j]!),
    );
    const next = units.map((j) => forget[j]! * c[j]! + i[j]! * g(sum(t, row, h, 3, j)));
    const out = units.map((j) => f(sum(t, row, h, 1, j) + peephole(1, j) * next[j]!));
    // the bound is for sums, not for the cell on its way out
    const end = applied[2]!;
    return { h: units.map((j) => out[j]! * end(next[j]!)), c: next };
  };
}
