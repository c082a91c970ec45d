// Runs one adapter in a process of its own, for the bench that asks over stdin (see wire.ts).
import { createInterface } from 'node:readline';
import { gatherResults, prepare, takeReading, type Adapter, type Prepared } from './contestant.js';
import { decodeTask, encodeResults, type Answer, type Request } from './wire.js';

/** The adapters in JavaScript. Each process loads only its own. */
const adapters: Readonly<Record<string, () => Promise<Adapter>>> = {
  sluice: async () => (await import('./adapters/sluice/index.js')).sluice,
  tfjs: async () => (await import('./adapters/tfjs/index.js')).tfjs,
  jax: async () => (await import('./adapters/jax/index.js')).jax,
  'onnxruntime-web': async () => (await import('./adapters/onnx/index.js')).onnxRuntimeWeb,
  'onnxruntime-node': async () => (await import('./adapters/onnx/index.js')).onnxRuntimeNode,
};

async function serve(load: () => Promise<Adapter>): Promise<void> {
  let prepared: Prepared | undefined;
  const answer = async (request: Request): Promise<Answer> => {
    if (request.request === 'prepare') {
      prepared = await prepare(await load(), decodeTask(request));
      return { about: prepared.about };
    }
    return request.request === 'check'
      ? encodeResults(await gatherResults(prepared!, request.steps))
      : takeReading(prepared!, request.steps);
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const reply = await answer(JSON.parse(line) as Request).catch((error: unknown) => ({
      error: String(error),
    }));
    process.stdout.write(`${JSON.stringify(reply)}\n`);
  }
}

await serve(adapters[process.argv[2]!]!);
