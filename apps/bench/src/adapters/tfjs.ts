import { createRequire } from 'node:module';
import type { Tensor } from '@sluice/math';
import { gateCounts, type BenchCase } from '../cases.js';
import type { Adapter } from '../contestant.js';
import { peersFolder } from '../paths.js';
import type { Array2d, TensorFlow } from './tfjs-types.js';

/** The weights of one gate. TF.js splits a matrix by columns slowly, so it is fastest with a matrix for each gate. */
interface Gate {
  readonly inputWeights: Array2d;
  readonly recurrentWeights: Array2d;
  readonly inputBias: Array2d;
  readonly recurrentBias: Array2d;
}

/** TensorFlow.js on its WebAssembly backend, which is several times as fast in Node as its plain JavaScript one. */
export const tfjs: Adapter = async ({ work, tensors }) => {
  const require = createRequire(peersFolder);
  const tf = require('@tensorflow/tfjs') as TensorFlow;
  require('@tensorflow/tfjs-backend-wasm');
  await tf.setBackend('wasm');
  await tf.ready();
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');

  const { batchSize, timeSteps, inputSize, hiddenSize, outputSize, learningRate } = work;
  const matrix = ({ data, shape }: Tensor): Array2d => {
    const width = shape.at(-1)!;
    return tf.tensor2d(data, [data.length / width, width]);
  };
  const gates = splitGates(tf, gateCounts[work.cell], {
    inputWeights: matrix(tensors.inputWeights),
    recurrentWeights: matrix(tensors.recurrentWeights),
    inputBias: matrix(tensors.inputBias),
    recurrentBias: matrix(tensors.recurrentBias),
  });
  const outputWeights = tf.variable(matrix(tensors.outputWeights));
  const outputBias = tf.variable(matrix(tensors.outputBias));
  const optimizer = tf.train.adam(learningRate, 0.9, 0.999, 1e-8);

  const input = timeFirst(tensors.input.data as Float32Array, work, inputSize);
  const target = timeFirst(tensors.target.data as Int32Array, work, 1);
  const computeLoss = (): Array2d => {
    const x = tf.tensor2d(input, [timeSteps * batchSize, inputSize]);
    const projected = gates.map((gate) =>
      x.matMul(gate.inputWeights).add(gate.inputBias).split(timeSteps, 0),
    );
    const cell = startCell(work.cell, tf.zeros([batchSize, hiddenSize]));
    const hidden = Array.from({ length: timeSteps }, (_, t) =>
      cell(
        projected.map((gate) => gate[t]!),
        (h) => gates.map((gate) => h.matMul(gate.recurrentWeights).add(gate.recurrentBias)),
      ),
    );
    const scores = tf.concat(hidden, 0).matMul(outputWeights).add(outputBias);
    return tf.losses.softmaxCrossEntropy(tf.oneHot(tf.tensor1d(target, 'int32'), outputSize), scores);
  };

  return {
    about: `${tf.version.tfjs}, ${tf.getBackend()} backend${simd === true ? ' with SIMD' : ''}, 1 thread`,
    step: () => {
      const loss = optimizer.minimize(computeLoss, true);
      const [value] = loss.dataSync();
      loss.dispose();
      return value!;
    },
  };
};

/** One variable for each gate and kind of weight. */
function splitGates(tf: TensorFlow, count: number, whole: Gate): Gate[] {
  const parts = (weights: Array2d): Array2d[] => weights.split(count, 1).map((part) => tf.variable(part));
  const inputWeights = parts(whole.inputWeights);
  const recurrentWeights = parts(whole.recurrentWeights);
  const inputBias = parts(whole.inputBias);
  const recurrentBias = parts(whole.recurrentBias);
  return inputWeights.map((own, i) => ({
    inputWeights: own,
    recurrentWeights: recurrentWeights[i]!,
    inputBias: inputBias[i]!,
    recurrentBias: recurrentBias[i]!,
  }));
}

/** A step: what the input gives for each gate, and what the state does, make the next state. */
type Step = (projected: readonly Array2d[], recur: (h: Array2d) => Array2d[]) => Array2d;

/** Starts a cell in zeros; it keeps its state from step to step. */
function startCell(kind: BenchCase['cell'], zeros: Array2d): Step {
  let h = zeros;
  let c = zeros;
  const add = (a: readonly Array2d[], b: readonly Array2d[]): Array2d[] => a.map((x, i) => x.add(b[i]!));
  switch (kind) {
    case 'lstm':
      return (projected, recur) => {
        const [i, f, g, o] = add(projected, recur(h)) as [Array2d, Array2d, Array2d, Array2d];
        c = f.sigmoid().mul(c).add(i.sigmoid().mul(g.tanh()));
        return (h = o.sigmoid().mul(c.tanh()));
      };
    case 'gru':
      return ([xReset, xUpdate, xCandidate], recur) => {
        const [hReset, hUpdate, hCandidate] = recur(h) as [Array2d, Array2d, Array2d];
        const r = xReset!.add(hReset).sigmoid();
        const z = xUpdate!.add(hUpdate).sigmoid();
        const n = xCandidate!.add(r.mul(hCandidate)).tanh();
        return (h = n.add(z.mul(h.sub(n))));
      };
    case 'rnn':
      return (projected, recur) => (h = add(projected, recur(h))[0]!.tanh());
  }
}

/** `[batch, time, width]` as `[time, batch, width]`. */
function timeFirst<T extends Float32Array | Int32Array>(data: T, work: BenchCase, width: number): T {
  const { batchSize, timeSteps } = work;
  const turned = data.slice() as T;
  for (let row = 0; row < batchSize; row++) {
    for (let t = 0; t < timeSteps; t++) {
      const from = (row * timeSteps + t) * width;
      turned.set(data.subarray(from, from + width), (t * batchSize + row) * width);
    }
  }
  return turned;
}
