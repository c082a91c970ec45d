import { sequential } from '@sluice/cell';
import { gru } from '@sluice/gru';
import { embedding, linear } from '@sluice/layers';
import { lstm } from '@sluice/lstm';
import { sizeOf, type Numbers, type Shape } from '@sluice/math';
import { createModel } from '@sluice/model';
import { expect, it } from 'vitest';
import { toOnnx } from '../../../src/onnx/export/to-onnx.js';
import { openOnnx, type OnnxTensor } from '../run-onnx.js';
import { expectNear } from './expect-near.js';
import { drawIntegers, drawParams } from './run-layer.js';

it(
  'many streams run step by step in a file that also runs whole sequences',
  { timeout: 60_000 },
  async () => {
    const layer = sequential(
      embedding(9, 3),
      lstm({ inputSize: 3, hiddenSize: 4 }),
      // a Scan beside a native node
      gru({ inputSize: 4, hiddenSize: 3, activation: 'mish' }),
      linear(3, 2),
    );
    const params = drawParams(layer);
    const model = await createModel(layer, { params });
    const session = await openOnnx(toOnnx(layer, params, { tokens: 'int32' }));
    const [batch, time] = [3, 6];
    const tokens = drawIntegers([batch, time], 5, 9);
    const { output } = await model.predict(tokens);

    const names = Object.keys(layer.state) as (keyof typeof layer.state)[];
    const zeros = (shape: Shape): OnnxTensor => ({ shape, data: new Float32Array(sizeOf(shape)) });
    let state = Object.fromEntries(names.map((name) => [name, zeros([batch, ...layer.state[name]])]));
    const streams = Array.from({ length: batch }, () => model.stream());
    const f32 = (shape: Shape, data: readonly number[]): Numbers => ({
      shape,
      dtype: 'f32',
      data: Float32Array.from(data),
    });
    for (let t = 0; t < time; t++) {
      const step = Array.from({ length: batch }, (_, row) => tokens.data[row * time + t]!);
      const results = await session.run({ x: { shape: [batch, 1], data: step, dtype: 'int32' }, ...state });
      state = Object.fromEntries(names.map((name) => [name, results[`${name}_next`]!]));

      const whole = step.flatMap((_, row) =>
        Array.from(output.data.subarray((row * time + t) * 2)).slice(0, 2),
      );
      expectNear(results['output']!, f32([batch, 1, 2], whole));
      const streamed = streams.flatMap((stream, row) => Array.from(stream.step(step[row]!)));
      expectNear(results['output']!, f32([batch, 1, 2], streamed));
    }
    for (const name of names) {
      const rows = streams.flatMap((stream) => Array.from(stream.state[name].data));
      expectNear(state[name]!, f32([batch, ...layer.state[name]], rows));
    }
    expect(names).toEqual(['1.h', '1.c', '2.h']);
    await session.close();
  },
);
