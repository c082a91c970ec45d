import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tensor } from '@sluice/math';
import type { Adapter } from '../../contestant.js';
import { peersFolder } from '../../paths.js';
import { timeFirst } from '../layout.js';
import { requirePeer } from '../require-peer.js';
import type { Jax, JaxArray, JaxRecord } from './types.js';
import { unroll } from './unroll.js';

const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8];

/** jax-js, with the whole training step in one `jit`, which is twice as fast as one for the gradient and one for Adam. */
export const jax: Adapter = {
  'training-step': async ({ work, tensors }) => {
    const library = requirePeer('@jax-js/jax') as Jax;
    const { numpy: np, nn } = library;
    await library.init('wasm');
    const device = library.defaultDevice('wasm');
    const { batchSize, timeSteps, inputSize, outputSize, learningRate } = work;
    const rows = batchSize * timeSteps;
    const arrayOf = ({ data, shape }: Tensor): JaxArray => np.array(data as Float32Array).reshape(shape);

    const { input, target, recurrentBias, ...rest } = tensors;
    const weights = work.cell === 'mgu' ? rest : { ...rest, recurrentBias };
    let params = mapRecord(weights as unknown as Record<string, Tensor>, arrayOf);
    const zeros = (): JaxRecord => mapRecord(params, ({ shape }) => np.zeros(shape));
    let [means, squares] = [zeros(), zeros()];

    const x = np.array(timeFirst(input.data as Float32Array, work, inputSize)).reshape([rows, inputSize]);
    const classes = timeFirst(target.data as Int32Array, work, 1);
    const oneHot = new Float32Array(rows * outputSize);
    for (const [row, each] of classes.entries()) oneHot[row * outputSize + each] = 1;
    const y = np.array(oneHot).reshape([rows, outputSize]);

    const computeLoss = (given: JaxRecord, xs: JaxArray, ys: JaxArray): JaxArray => {
      const { outputWeights, outputBias, ...cell } = given;
      const scores = np.matmul(unroll(library, work, cell, xs), outputWeights!).add(outputBias!);
      return nn
        .logSoftmax(scores)
        .mul(ys)
        .sum()
        .mul(-1 / rows);
    };
    const lossAndGradients = library.valueAndGrad(computeLoss);
    const update = library.jit(
      (p: JaxRecord, m: JaxRecord, v: JaxRecord, scales: JaxRecord, xs: JaxArray, ys: JaxArray) => {
        const [loss, gradients] = lossAndGradients(library.tree.ref(p), xs, ys);
        const next: [JaxRecord, JaxRecord, JaxRecord] = [{}, {}, {}];
        for (const [name, gradient] of Object.entries(gradients)) {
          const mean = m[name]!.mul(beta1).add(gradient.ref.mul(1 - beta1));
          const square = v[name]!.mul(beta2).add(np.square(gradient).mul(1 - beta2));
          const root = np.sqrt(square.ref.mul(scales.square!.ref)).add(epsilon);
          next[0][name] = p[name]!.sub(mean.ref.mul(scales.mean!.ref).div(root));
          next[1][name] = mean;
          next[2][name] = square;
        }
        for (const scale of Object.values(scales)) scale.dispose();
        return [loss, ...next] as const;
      },
    );

    let count = 0;
    return {
      about: `${installedVersion()}, ${device} backend, 1 thread`,
      step: async () => {
        count++;
        const scales = {
          mean: np.array([learningRate / (1 - beta1 ** count)]),
          square: np.array([1 / (1 - beta2 ** count)]),
        };
        const [loss, ...next] = update(params, means, squares, scales, x.ref, y.ref);
        [params, means, squares] = next;
        return (await loss.data())[0]!;
      },
    };
  },
};

const mapRecord = <From, To>(record: Record<string, From>, map: (value: From) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));

function installedVersion(): string {
  const manifest = readFileSync(join(peersFolder, 'node_modules/@jax-js/jax/package.json'), 'utf8');
  return (JSON.parse(manifest) as { readonly version: string }).version;
}
