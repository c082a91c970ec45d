// The part of ONNX Runtime and protobufjs that the benchmark uses.

/** A tensor of ONNX Runtime. */
export interface OrtTensor {
  readonly data: Float32Array;
}

/** What `onnxruntime-web` and `onnxruntime-node` export. */
export interface OnnxRuntime {
  readonly env: {
    readonly versions: { readonly common: string };
    readonly wasm: { numThreads?: number; simd?: boolean };
  };
  readonly Tensor: new (dtype: 'float32', data: Float32Array, shape: readonly number[]) => OrtTensor;
  readonly InferenceSession: {
    create(model: Uint8Array, options: object): Promise<Session>;
  };
}

/** A model that is ready to run. */
export interface Session {
  run(feeds: Readonly<Record<string, OrtTensor>>): Promise<Record<string, OrtTensor>>;
}

/** What `protobufjs` exports. */
export interface Protobuf {
  parse(schema: string): { readonly root: { lookupType(name: string): MessageType } };
}

interface MessageType {
  verify(message: object): string | null;
  create(message: object): object;
  encode(message: object): { finish(): Uint8Array };
}
