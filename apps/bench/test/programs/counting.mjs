// Takes part as any program may, and gives the number of steps so far as its results.
import { createInterface } from 'node:readline';

let count = 0;

/** @param {string} line */
function answer(line) {
  const request = /** @type {import('../../src/wire.js').Request} */ (JSON.parse(line));
  if (request.request === 'prepare') {
    const { work, tensors } = request;
    const { input } = tensors;
    if (input === undefined) return { error: 'The task has no input.' };
    const { shape, base64 } = input;
    const first = Buffer.from(base64, 'base64').readFloatLE();
    return { about: `${work.name} [${shape.join(', ')}] ${first} ${process.env['COLOUR']}` };
  }
  const { steps } = request;
  if (request.request === 'measure') return { steps, milliseconds: 1, processorMilliseconds: 1 };
  const base64 = Buffer.from(Float32Array.from({ length: steps }, () => count++).buffer).toString('base64');
  return { results: { shape: [steps], dtype: 'f32', base64 } };
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(answer(line)));
}
