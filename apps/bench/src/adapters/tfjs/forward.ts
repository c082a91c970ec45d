import type { Forward } from '../../cases/work.js';
import type { CellTensors } from '../../task.js';
import { matrixOf } from './start-tensorflow.js';
import { createLstmWeights, createStreamStep } from './stream.js';
import type { TfTensor, TensorFlow } from './types.js';

/** One of the ways to compute all outputs, as `[batch, time, hidden]` in the end. */
export interface Way {
  readonly way: string;
  readonly compute: () => TfTensor;
}

/** How long and how often the ways may show what they can: TF.js grows faster over its first second. */
const trialMilliseconds = 4000;
const mostTrials = 50;

/** Takes the faster of TF.js's two ways to run an LSTM over a sequence: which one that is depends on the sizes. */
export function chooseForward(tf: TensorFlow, work: Forward, tensors: CellTensors): Way {
  const ways = forwardWays(tf, work, tensors);
  const times = ways.map(() => Infinity);
  const end = performance.now() + trialMilliseconds;
  for (let trial = 0; trial < mostTrials && performance.now() < end; trial++) {
    for (const [i, { compute }] of ways.entries()) {
      const started = performance.now();
      const outputs = tf.tidy(compute);
      outputs.dataSync();
      outputs.dispose();
      times[i] = Math.min(times[i]!, performance.now() - started);
    }
  }
  return ways[times.indexOf(Math.min(...times))]!;
}

/** The ways between which it chooses. */
export const forwardWays = (tf: TensorFlow, work: Forward, tensors: CellTensors): readonly Way[] => [
  withLayer(tf, work, tensors),
  withCell(tf, work, tensors),
];

function withLayer(tf: TensorFlow, work: Forward, tensors: CellTensors): Way {
  const { batchSize, timeSteps, inputSize, hiddenSize } = work;
  const layer = tf.layers.lstm({
    units: hiddenSize,
    returnSequences: true,
    recurrentActivation: 'sigmoid',
    inputShape: [timeSteps, inputSize],
  });
  const model = tf.sequential({ layers: [layer] });
  const { input, recurrent, bias } = createLstmWeights(tf, tensors);
  layer.setWeights([input, recurrent, bias]);
  const x = tf.tensor3d(tensors.input.data as Float32Array, [batchSize, timeSteps, inputSize]);
  return { way: 'tf.layers.lstm', compute: () => model.predict(x) };
}

function withCell(tf: TensorFlow, work: Forward, tensors: CellTensors): Way {
  const { batchSize, timeSteps, hiddenSize } = work;
  const step = createStreamStep(tf, work, tensors);
  const x = matrixOf(tf, tensors.input).reshape([batchSize, timeSteps, work.inputSize]);
  return {
    way: 'tf.basicLSTMCell in a loop',
    compute: () => {
      let state = [tf.zeros([batchSize, hiddenSize]), tf.zeros([batchSize, hiddenSize])];
      const outputs = x.unstack(1).map((each) => {
        state = step(each, state);
        return state[0]!;
      });
      return tf.stack(outputs, 1);
    },
  };
}
