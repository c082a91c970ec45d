import { env, InferenceSession, Tensor } from 'onnxruntime-web';

/** Numbers and their shape, row-major; `dtype` is `float32` where it is left out. */
export interface OnnxTensor {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
  readonly dtype?: 'float32' | 'int32' | 'int64' | 'bool' | undefined;
}

// one thread, so that no workers stay behind; and errors are thrown, so they need not be printed
env.wasm.numThreads = 1;
env.logLevel = 'fatal';

/** A model that is ready to run, as often as one likes. */
export interface OnnxSession {
  /** Runs it once; every output of the graph comes back by its name. */
  run(feeds: Readonly<Record<string, OnnxTensor>>): Promise<Record<string, OnnxTensor>>;
  close(): Promise<void>;
}

/** Opens an ONNX model in ONNX Runtime Web, in WebAssembly. */
export async function openOnnx(model: Uint8Array): Promise<OnnxSession> {
  const session = await InferenceSession.create(model, {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'basic',
    logSeverityLevel: 4,
  });
  return {
    async run(feeds) {
      const inputs = Object.entries(feeds).map(([name, tensor]) => [name, toOrt(tensor)] as const);
      const outputs = await session.run(Object.fromEntries(inputs));
      return Object.fromEntries(
        Object.entries(outputs).map(([name, { dims, data }]) => [
          name,
          { shape: [...dims], data: Array.from(data as ArrayLike<number | bigint>, Number) },
        ]),
      );
    },
    close: () => session.release(),
  };
}

/** Opens an ONNX model, runs it once and closes it. */
export async function runOnnx(
  model: Uint8Array,
  feeds: Readonly<Record<string, OnnxTensor>>,
): Promise<Record<string, OnnxTensor>> {
  const session = await openOnnx(model);
  try {
    return await session.run(feeds);
  } finally {
    await session.close();
  }
}

function toOrt({ shape, data, dtype = 'float32' }: OnnxTensor): Tensor {
  switch (dtype) {
    case 'float32':
      return new Tensor(dtype, Float32Array.from(data), shape);
    case 'int32':
      return new Tensor(dtype, Int32Array.from(data), shape);
    case 'int64':
      return new Tensor(dtype, BigInt64Array.from(Array.from(data, BigInt)), shape);
    case 'bool':
      return new Tensor(dtype, Uint8Array.from(data), shape);
  }
}
