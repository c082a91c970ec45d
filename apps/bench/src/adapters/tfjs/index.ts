import type { Adapter } from '../../contestant.js';
import { splitSteps, timeFirst } from '../layout.js';
import { matrixOf, startTensorFlow } from './start-tensorflow.js';
import { createStreamStep } from './stream.js';
import type { TfTensor } from './types.js';
import { chooseForward } from './forward.js';
import { createGates, unroll } from './unroll.js';

/** TensorFlow.js: each kind of work in the fastest way that it has. Its own layers have no GRU of PyTorch's kind. */
export const tfjs: Adapter = {
  'training-step': async ({ work, tensors }) => {
    const { tf, about } = await startTensorFlow();
    const { batchSize, timeSteps, inputSize, outputSize, learningRate } = work;
    const gates = createGates(tf, work, tensors);
    const outputWeights = tf.variable(matrixOf(tf, tensors.outputWeights));
    const outputBias = tf.variable(matrixOf(tf, tensors.outputBias));
    const optimizer = tf.train.adam(learningRate, 0.9, 0.999, 1e-8);

    const input = timeFirst(tensors.input.data as Float32Array, work, inputSize);
    const target = timeFirst(tensors.target.data as Int32Array, work, 1);
    const computeLoss = (): TfTensor => {
      const x = tf.tensor2d(input, [timeSteps * batchSize, inputSize]);
      const hidden = unroll(tf, work, gates, x);
      const scores = tf.concat(hidden, 0).matMul(outputWeights).add(outputBias);
      return tf.losses.softmaxCrossEntropy(tf.oneHot(tf.tensor1d(target, 'int32'), outputSize), scores);
    };
    return {
      about,
      step: () => {
        const loss = optimizer.minimize(computeLoss, true);
        const [value] = loss.dataSync();
        loss.dispose();
        return value!;
      },
    };
  },

  'streaming-step': async ({ work, tensors }) => {
    const { tf, about } = await startTensorFlow();
    const { inputSize, hiddenSize } = work;
    const streamStep = createStreamStep(tf, work, tensors);
    const inputs = splitSteps(tensors.input, work).map((x) => tf.tensor2d(x, [1, inputSize]));
    let state: TfTensor[] = [tf.zeros([1, hiddenSize]), tf.zeros([1, hiddenSize])];
    let t = 0;
    return {
      about,
      step: () => {
        const next = tf.tidy(() => streamStep(inputs[t++ % inputs.length]!, state) as TfTensor[]);
        for (const part of state) part.dispose();
        state = next;
        return next[0]!.dataSync();
      },
    };
  },

  forward: async ({ work, tensors }) => {
    const { tf, about } = await startTensorFlow();
    const { way, compute } = chooseForward(tf, work, tensors);
    return {
      about: `${about}, ${way}`,
      step: () => {
        const outputs = tf.tidy(compute);
        const values = outputs.dataSync();
        outputs.dispose();
        return values;
      },
    };
  },
};
