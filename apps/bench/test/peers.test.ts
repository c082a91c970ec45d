// The adapters of those peers that are installed here; `npm run bench` installs them.
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { jax } from '../src/adapters/jax/index.js';
import { onnxRuntimeNode, onnxRuntimeWeb } from '../src/adapters/onnx/index.js';
import { sluice } from '../src/adapters/sluice/index.js';
import { forwardWays } from '../src/adapters/tfjs/forward.js';
import { startTensorFlow } from '../src/adapters/tfjs/start-tensorflow.js';
import { tfjs } from '../src/adapters/tfjs/index.js';
import { forwards } from '../src/cases/forward.js';
import { works } from '../src/cases/index.js';
import { compareResults, firstResults } from '../src/check.js';
import { contestInProcess, type Adapter } from '../src/contestant.js';
import { peersFolder } from '../src/paths.js';
import type { PeerName } from '../src/peers/names.js';
import { createTask } from '../src/task.js';
import { shrink } from './tiny.js';

const adapters: Partial<Record<PeerName, { adapter: Adapter; packageName: string }>> = {
  'TensorFlow.js': { adapter: tfjs, packageName: '@tensorflow/tfjs-backend-wasm' },
  'jax-js': { adapter: jax, packageName: '@jax-js/jax' },
  'ONNX Runtime Web': { adapter: onnxRuntimeWeb, packageName: 'onnxruntime-web' },
  'ONNX Runtime Node': { adapter: onnxRuntimeNode, packageName: 'onnxruntime-node' },
};

const isInstalled = (packageName: string): boolean =>
  existsSync(`${peersFolder}node_modules/${packageName}/package.json`);

describe.each(Object.entries(adapters))('%s', (name, { adapter, packageName }) => {
  const own = works.filter(({ against }) => {
    const rival = against[name as PeerName];
    return rival !== undefined && !('leftOut' in rival);
  });

  it.skipIf(!isInstalled(packageName)).each(own.map(shrink))(
    'does the same as Sluice: $name',
    async (work) => {
      const task = createTask(work);
      const [ours, theirs] = await Promise.all(
        [sluice, adapter].map(async (each) => firstResults(work, await contestInProcess(name, each, task))),
      );
      expect(compareResults(work, ours!, theirs!)).toMatchObject({ same: true });
    },
  );
});

it.skipIf(!isInstalled('@tensorflow/tfjs-backend-wasm'))(
  'takes no way over a sequence in TensorFlow.js that gives other outputs',
  async () => {
    const work = shrink(forwards[1]!);
    const { tensors } = createTask(work);
    const { tf } = await startTensorFlow();
    const [layer, cell] = forwardWays(tf, work, tensors).map(({ compute }) => tf.tidy(compute).dataSync());
    expect(layer).toHaveLength(work.batchSize * work.timeSteps * work.hiddenSize);
    for (const [i, each] of layer!.entries()) expect(cell![i]).toBeCloseTo(each, 5);
  },
);
