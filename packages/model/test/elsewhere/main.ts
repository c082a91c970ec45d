// Runs in another process, or in a worker: goes on with a stream that it is sent, and sends back what came of it.
import { parentPort, workerData } from 'node:worker_threads';
import { createModel } from '@sluice/model';
import type { Luggage, Returned } from './luggage.js';
import { net } from './net.js';

async function goOn({ params, state, inputs }: Luggage): Promise<Returned> {
  const model = await createModel(net, { params });
  const stream = model.stream();
  stream.state = state;
  const outputs = inputs.map((input) => Float32Array.from(stream.step(input)));
  return { outputs, state: stream.state };
}

if (parentPort) {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port between threads has no origin
  parentPort.postMessage(await goOn(workerData as Luggage));
} else {
  process.on('message', (luggage: Luggage) => void goOn(luggage).then((returned) => process.send!(returned)));
}
