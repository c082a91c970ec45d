import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runOnnx, type OnnxTensor } from './run-onnx.js';

const folder = new URL('../../../../golden/onnx/lstm_forward/', import.meta.url);

it('ONNX Runtime Web gives what another runtime gave', async () => {
  const { feeds, outputs_f64: expected } = JSON.parse(
    readFileSync(new URL('golden.json', folder), 'utf8'),
  ) as Record<'feeds' | 'outputs_f64', Record<string, OnnxTensor>>;
  const outputs = await runOnnx(readFileSync(new URL('model.onnx', folder)), feeds);
  expect(Object.keys(outputs)).toEqual(Object.keys(expected));
  for (const [name, { shape, data }] of Object.entries(expected)) {
    expect(outputs[name]!.shape).toEqual(shape);
    expect(Array.from(outputs[name]!.data)).toEqual(Array.from(data, (x) => expect.closeTo(x, 5) as number));
  }
});
