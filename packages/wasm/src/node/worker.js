// A thread of a team (see `../team.ts`). Plain JavaScript, since a thread loads its file as it stands, built or not.
import { parentPort, workerData } from 'node:worker_threads';

/** @typedef {{ module: WebAssembly.Module, memory: WebAssembly.Memory, control: Int32Array<SharedArrayBuffer> }} Start */
const { module, memory, control } = /** @type {Start} */ (workerData);

/** Places in `control`, as `../team.ts` has them. */
const turn = 0;
const done = 1;
const failed = 2;

const { exports } = new WebAssembly.Instance(module, { env: { memory } });
const run = /** @type {() => void} */ (exports['run']);

let seen = Atomics.load(control, turn);
parentPort?.postMessage('ready');
for (;;) {
  Atomics.wait(control, turn, seen);
  seen = Atomics.load(control, turn);
  try {
    run();
  } catch {
    Atomics.store(control, failed, 1);
  }
  Atomics.add(control, done, 1);
  Atomics.notify(control, done);
}
