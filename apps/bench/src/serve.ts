// Runs one adapter in a process of its own, for the bench that asks over stdin (see wire.ts).
import { createInterface } from 'node:readline';
import { takeReading, type Adapter, type Prepared } from './contestant.js';
import { decodeTask, type Answer, type Request } from './wire.js';

/** The adapters in JavaScript. Each process loads only its own. */
const adapters: Readonly<Record<string, () => Promise<Adapter>>> = {
  sluice: async () => (await import('./adapters/sluice.js')).sluice,
  tfjs: async () => (await import('./adapters/tfjs.js')).tfjs,
};

async function serve(load: () => Promise<Adapter>): Promise<void> {
  let prepared: Prepared | undefined;
  const answer = async (request: Request): Promise<Answer> => {
    if (request.request === 'step') return takeReading(prepared!);
    const adapter = await load();
    prepared = await adapter(decodeTask(request));
    return { about: prepared.about };
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const reply = await answer(JSON.parse(line) as Request).catch((error: unknown) => ({
      error: String(error),
    }));
    process.stdout.write(`${JSON.stringify(reply)}\n`);
  }
}

await serve(adapters[process.argv[2]!]!);
