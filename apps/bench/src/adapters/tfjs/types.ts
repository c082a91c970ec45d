// The part of TensorFlow.js that the benchmark uses: its own declarations are installed only where it runs.

/** A tensor of TensorFlow.js. */
export interface TfTensor {
  add(other: TfTensor): TfTensor;
  sub(other: TfTensor): TfTensor;
  mul(other: TfTensor): TfTensor;
  matMul(other: TfTensor): TfTensor;
  sigmoid(): TfTensor;
  tanh(): TfTensor;
  reshape(shape: readonly number[]): TfTensor;
  slice(begin: readonly [number, number], size: readonly [number, number]): TfTensor;
  split(count: number, axis: number): TfTensor[];
  unstack(axis: number): TfTensor[];
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
  tidy<T extends TfTensor | TfTensor[]>(compute: () => T): T;
  scalar(value: number): TfTensor;
  tensor1d(data: Float32Array | Int32Array, dtype?: 'int32'): TfTensor;
  tensor2d(data: Float32Array | Int32Array, shape: readonly [number, number]): TfTensor;
  tensor3d(data: Float32Array, shape: readonly [number, number, number]): TfTensor;
  variable(initial: TfTensor): TfTensor;
  zeros(shape: readonly number[]): TfTensor;
  concat(parts: readonly TfTensor[], axis: number): TfTensor;
  stack(parts: readonly TfTensor[], axis: number): TfTensor;
  oneHot(indices: TfTensor, depth: number): TfTensor;
  basicLSTMCell(
    forgetBias: TfTensor,
    kernel: TfTensor,
    bias: TfTensor,
    input: TfTensor,
    c: TfTensor,
    h: TfTensor,
  ): [c: TfTensor, h: TfTensor];
  readonly fused: { matMul(operands: { a: TfTensor; b: TfTensor; bias: TfTensor }): TfTensor };
  readonly layers: {
    lstm(options: {
      units: number;
      returnSequences: boolean;
      recurrentActivation: string;
      inputShape: readonly number[];
    }): Layer;
  };
  sequential(options: { layers: readonly Layer[] }): { predict(x: TfTensor): TfTensor };
  readonly losses: { softmaxCrossEntropy(labels: TfTensor, scores: TfTensor): TfTensor };
  readonly train: {
    adam(learningRate: number, beta1: number, beta2: number, epsilon: number): Optimizer;
  };
}

interface Layer {
  setWeights(weights: readonly TfTensor[]): void;
}

interface Optimizer {
  minimize(computeLoss: () => TfTensor, returnCost: true): TfTensor;
}
