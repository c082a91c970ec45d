// Takes part as any program may, and gives the number of steps so far as its loss.
import { createInterface } from 'node:readline';

let steps = 0;

/** @param {string} line */
function answer(line) {
  const request = /** @type {import('../../src/wire.js').Request} */ (JSON.parse(line));
  if (request.request === 'step') return { loss: steps++, milliseconds: 1, processorMilliseconds: 1 };
  const { shape, base64 } = request.tensors.input;
  const first = Buffer.from(base64, 'base64').readFloatLE();
  return { about: `${request.work.name} [${shape.join(', ')}] ${first} ${process.env['COLOUR']}` };
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(answer(line)));
}
