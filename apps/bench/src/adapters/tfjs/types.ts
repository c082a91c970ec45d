// The part of TensorFlow.js that the benchmark uses: its own declarations are installed only where it runs.

/** A tensor of TensorFlow.js. */
export interface Array2d {
  add(other: Array2d): Array2d;
  sub(other: Array2d): Array2d;
  mul(other: Array2d): Array2d;
  matMul(other: Array2d): Array2d;
  sigmoid(): Array2d;
  tanh(): Array2d;
  as1D(): Array2d;
  slice(begin: readonly [number, number], size: readonly [number, number]): Array2d;
  split(count: number, axis: number): Array2d[];
  dataSync(): Float32Array;
  dispose(): void;
}

/** What `@tensorflow/tfjs` exports. */
export interface TensorFlow {
  readonly version: { readonly tfjs: string };
  env(): { getAsync(flag: string): Promise<unknown> };
  setBackend(name: string): Promise<boolean>;
  getBackend(): string;
  ready(): Promise<void>;
  tidy<T extends Array2d | Array2d[]>(compute: () => T): T;
  scalar(value: number): Array2d;
  tensor1d(data: Float32Array | Int32Array, dtype?: 'int32'): Array2d;
  tensor2d(data: Float32Array | Int32Array, shape: readonly [number, number]): Array2d;
  variable(initial: Array2d): Array2d;
  zeros(shape: readonly number[]): Array2d;
  concat(parts: readonly Array2d[], axis: number): Array2d;
  oneHot(indices: Array2d, depth: number): Array2d;
  basicLSTMCell(
    forgetBias: Array2d,
    kernel: Array2d,
    bias: Array2d,
    input: Array2d,
    c: Array2d,
    h: Array2d,
  ): [c: Array2d, h: Array2d];
  readonly fused: { matMul(operands: { a: Array2d; b: Array2d; bias: Array2d }): Array2d };
  readonly losses: { softmaxCrossEntropy(labels: Array2d, scores: Array2d): Array2d };
  readonly train: {
    adam(learningRate: number, beta1: number, beta2: number, epsilon: number): Optimizer;
  };
}

interface Optimizer {
  minimize(computeLoss: () => Array2d, returnCost: true): Array2d;
}
