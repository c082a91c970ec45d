import { sequential } from '@sluice/cell';
import { gru } from '@sluice/gru';
import { embedding, linear } from '@sluice/layers';
import { lstm } from '@sluice/lstm';
import { createModel } from '@sluice/model';
import { InferenceSession, Tensor } from 'onnxruntime-web';
import { expect, it } from 'vitest';
import { toOnnx } from '../../../src/onnx/export/to-onnx.js';
import { expectNear } from './expect-near.js';
import { drawIntegers, drawParams } from './run-layer.js';

it('a stream runs step by step, and many of them at once, in a file that also runs whole sequences', async () => {
  const layer = sequential(
    embedding(9, 3),
    lstm({ inputSize: 3, hiddenSize: 4 }),
    // a Scan beside a native node
    gru({ inputSize: 4, hiddenSize: 3, activation: 'mish' }),
    linear(3, 2),
  );
  const params = drawParams(layer);
  const model = await createModel(layer, { params });
  const session = await InferenceSession.create(toOnnx(layer, params, { tokens: 'int32' }));
  const [batch, time] = [3, 6];
  const tokens = drawIntegers([batch, time], 5, 9);
  const { output } = await model.predict(tokens);

  const names = Object.keys(layer.state);
  let state: Record<string, Tensor> = Object.fromEntries(
    names.map((name) => {
      const shape = [batch, ...layer.state[name as keyof typeof layer.state]];
      return [name, new Tensor('float32', new Float32Array(shape.reduce((a, b) => a * b)), shape)];
    }),
  );
  const streams = Array.from({ length: batch }, () => model.stream());
  for (let t = 0; t < time; t++) {
    const step = Int32Array.from({ length: batch }, (_, row) => tokens.data[row * time + t]!);
    const results = await session.run({ x: new Tensor('int32', step, [batch, 1]), ...state });
    state = Object.fromEntries(names.map((name) => [name, results[`${name}_next`] as Tensor]));
    const shape = [batch, 1, 2];
    const rows = Array.from(step, (_, row) =>
      Array.from(output.data.subarray((row * time + t) * 2).subarray(0, 2)),
    );
    const given = { shape: [...results['output']!.dims], data: results['output']!.data as Float32Array };
    expectNear(given, { shape, dtype: 'f32', data: Float32Array.from(rows.flat()) });
    const streamed = streams.flatMap((stream, row) => Array.from(stream.step(step[row]!)));
    expectNear(given, { shape, dtype: 'f32', data: Float32Array.from(streamed) });
  }
  for (const name of names) {
    const { data, dims } = state[name]!;
    const rows = streams.flatMap((stream) =>
      Array.from(stream.state[name as keyof typeof stream.state].data),
    );
    expectNear(
      { shape: [...dims], data: data as Float32Array },
      { shape: dims, dtype: 'f32', data: Float32Array.from(rows) },
    );
  }
  expect(names).toEqual(['1.h', '1.c', '2.h']);
  await session.release();
});
