import type { Forward } from './work.js';

const base = { kind: 'forward', cell: 'lstm', threads: 1 } as const;

/** Forward over whole sequences. */
export const forwards: readonly Forward[] = [
  {
    ...base,
    name: 'forward-lstm-b1-t256-h128',
    batchSize: 1,
    timeSteps: 256,
    inputSize: 128,
    hiddenSize: 128,
    against: {
      'ONNX Runtime Web': { atLeast: 1.2 },
      'ONNX Runtime Node': { atLeast: 0.5 },
      'TensorFlow.js': { atLeast: 20 },
      PyTorch: { atLeast: 1.4 },
    },
  },
  {
    ...base,
    name: 'forward-lstm-b32-t64-h256',
    batchSize: 32,
    timeSteps: 64,
    inputSize: 256,
    hiddenSize: 256,
    against: {
      'ONNX Runtime Web': { atLeast: 1.3 },
      'ONNX Runtime Node': { atLeast: 0.35 },
      'TensorFlow.js': { atLeast: 2.2 },
      PyTorch: { atLeast: 0.45 },
    },
  },
];
