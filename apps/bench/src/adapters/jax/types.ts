// The part of jax-js that the benchmark uses: its own declarations are installed only where it runs.

/** An array of jax-js. Whoever is given one owns it; `ref` keeps it for another use. */
export interface JaxArray {
  readonly ref: JaxArray;
  readonly shape: readonly number[];
  add(other: JaxArray | number): JaxArray;
  sub(other: JaxArray | number): JaxArray;
  mul(other: JaxArray | number): JaxArray;
  div(other: JaxArray | number): JaxArray;
  sum(): JaxArray;
  reshape(shape: readonly number[]): JaxArray;
  data(): Promise<Float32Array>;
  dispose(): void;
}

/** Arrays by name. */
export type JaxRecord = Record<string, JaxArray>;

/** What `@jax-js/jax` exports. */
export interface Jax {
  init(device: 'wasm'): Promise<readonly string[]>;
  defaultDevice(device: 'wasm'): string;
  readonly numpy: {
    array(values: Float32Array | readonly number[]): JaxArray;
    zeros(shape: readonly number[]): JaxArray;
    matmul(x: JaxArray, y: JaxArray): JaxArray;
    split(array: JaxArray, parts: number, axis: number): JaxArray[];
    concatenate(parts: readonly JaxArray[], axis: number): JaxArray;
    tanh(x: JaxArray): JaxArray;
    sqrt(x: JaxArray): JaxArray;
    square(x: JaxArray): JaxArray;
  };
  readonly nn: { sigmoid(x: JaxArray): JaxArray; logSoftmax(x: JaxArray): JaxArray };
  readonly tree: { ref<T>(tree: T): T };
  valueAndGrad<Rest extends unknown[]>(
    compute: (params: JaxRecord, ...rest: Rest) => JaxArray,
  ): (params: JaxRecord, ...rest: Rest) => [JaxArray, JaxRecord];
  jit<F>(compute: F): F;
}
