import { readFileSync } from 'node:fs';
import type { SharedWork } from '../../cases/work.js';
import type { Adapter } from '../../contestant.js';
import { onnxSchema } from '../../paths.js';
import type { CellTensors } from '../../task.js';
import { batchFirst, splitSteps, timeFirst } from '../layout.js';
import { requirePeer } from '../require-peer.js';
import { describeModel, nextOf, stateNames } from './model.js';
import type { OnnxRuntime, OrtTensor, Protobuf, Session } from './types.js';

interface Started {
  readonly runtime: OnnxRuntime;
  readonly backend: string;
}

/** ONNX Runtime in WebAssembly. */
export const onnxRuntimeWeb = createAdapter(() => {
  const runtime = requirePeer('onnxruntime-web') as OnnxRuntime;
  runtime.env.wasm.numThreads = 1;
  return { runtime, backend: 'wasm' };
});

/** ONNX Runtime in native code. */
export const onnxRuntimeNode = createAdapter(() => ({
  runtime: requirePeer('onnxruntime-node') as OnnxRuntime,
  backend: 'cpu',
}));

function createAdapter(start: () => Started): Adapter {
  return {
    'streaming-step': async ({ work, tensors }) => {
      const { runtime, backend } = start();
      const session = await createSession(runtime, backend, work, tensors);
      const { inputSize, hiddenSize } = work;
      const inputs = splitSteps(tensors.input, work).map(
        (x) => new runtime.Tensor('float32', x, [1, 1, inputSize]),
      );
      const names = stateNames(work);
      const feeds: Record<string, OrtTensor> = {};
      for (const name of names) {
        feeds[name] = new runtime.Tensor('float32', new Float32Array(hiddenSize), [1, 1, hiddenSize]);
      }
      let t = 0;
      return {
        about: aboutOf(runtime, backend),
        step: async () => {
          feeds['x'] = inputs[t++ % inputs.length]!;
          const next = await session.run(feeds);
          for (const name of names) feeds[name] = next[nextOf(name)]!;
          return feeds['h']!.data;
        },
      };
    },

    forward: async ({ work, tensors }) => {
      const { runtime, backend } = start();
      const session = await createSession(runtime, backend, work, tensors);
      const { batchSize, timeSteps, inputSize, hiddenSize } = work;
      const data = timeFirst(tensors.input.data as Float32Array, work, inputSize);
      const x = new runtime.Tensor('float32', data, [timeSteps, batchSize, inputSize]);
      return {
        about: aboutOf(runtime, backend),
        step: async () => (await session.run({ x }))['y']!.data,
        arrange: (outputs) => batchFirst(outputs, work, hiddenSize),
      };
    },
  };
}

const aboutOf = ({ env }: OnnxRuntime, backend: string): string =>
  `${env.versions.common}, ${backend} backend, 1 thread`;

function createSession(
  runtime: OnnxRuntime,
  backend: string,
  work: SharedWork,
  tensors: CellTensors,
): Promise<Session> {
  return runtime.InferenceSession.create(encodeModel(work, tensors), {
    executionProviders: [backend],
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
}

/** Writes a model as the bytes of an ONNX file. */
export function encodeModel(work: SharedWork, tensors: CellTensors): Uint8Array {
  const protobuf = requirePeer('protobufjs') as Protobuf;
  const type = protobuf.parse(readFileSync(onnxSchema, 'utf8')).root.lookupType('onnx.ModelProto');
  const model = describeModel(work, tensors);
  const problem = type.verify(model);
  if (problem !== null) throw new Error(`The ONNX model is wrong: ${problem}`);
  return type.encode(type.create(model)).finish();
}
