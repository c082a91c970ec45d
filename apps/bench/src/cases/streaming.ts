import type { StreamingStep } from './work.js';

const base = { kind: 'streaming-step', batchSize: 1, timeSteps: 64, threads: 1 } as const;

interface Ratios {
  readonly web: number;
  readonly node: number;
  readonly tfjs: number;
  readonly pytorch: number;
}

const stream = (cell: 'lstm' | 'gru', size: number, { web, node, tfjs, pytorch }: Ratios): StreamingStep => ({
  ...base,
  name: `stream-${cell}-${size}`,
  cell,
  inputSize: size,
  hiddenSize: size,
  against: {
    'ONNX Runtime Web': { atLeast: web },
    'ONNX Runtime Node': { atLeast: node },
    'TensorFlow.js': { atLeast: tfjs },
    PyTorch: { atLeast: pytorch },
  },
});

/** Streaming steps. */
export const streamingSteps: readonly StreamingStep[] = [
  stream('lstm', 32, { web: 10, node: 9, tfjs: 30, pytorch: 8 }),
  stream('lstm', 128, { web: 2.5, node: 2, tfjs: 6, pytorch: 1.8 }),
  stream('lstm', 256, { web: 1.3, node: 1.1, tfjs: 2.8, pytorch: 1.1 }),
  stream('lstm', 512, { web: 1, node: 0.85, tfjs: 1.8, pytorch: 3.5 }),
  stream('gru', 128, { web: 2.2, node: 2, tfjs: 30, pytorch: 1.9 }),
  {
    ...base,
    name: 'stream-user-lstm-128',
    cell: 'user-lstm',
    inputSize: 128,
    hiddenSize: 128,
    against: { 'Sluice, built-in cell': { atLeast: 1 / 1.1 } },
  },
];
