import type { SequenceLayer } from '@sluice/cell';
import { sizeOf, threefry, type Numbers, type Shape, type Spec, type Tensor } from '@sluice/math';
import { createModel } from '@sluice/model';
import { stateInput, stateOutput } from '../../../src/onnx/export/names.js';
import { toOnnx, type ToOnnxOptions } from '../../../src/onnx/export/to-onnx.js';
import { openOnnx, type OnnxTensor } from '../run-onnx.js';
import { expectNear } from './expect-near.js';

/** Reproducible numbers within ±0.7. */
export function draw(shape: Shape, seed: number): Tensor<'f32'> {
  const data = Float32Array.from(
    { length: sizeOf(shape) },
    (_, i) => (threefry(seed, 0, i, 0)[0] / 2 ** 32 - 0.5) * 1.4,
  );
  return { shape, dtype: 'f32', data };
}

/** Reproducible integers from 0 on. */
export function drawIntegers(shape: Shape, seed: number, below: number): Tensor<'i32'> {
  const data = Int32Array.from({ length: sizeOf(shape) }, (_, i) => threefry(seed, 0, i, 0)[0] % below);
  return { shape, dtype: 'i32', data };
}

/** Weights for a layer, biases too. */
export const drawParams = (layer: SequenceLayer, seed = 1): Record<string, Tensor<'f32'>> =>
  Object.fromEntries(
    Object.entries(layer.params).map(([name, { shape }], i) => [name, draw(shape, seed + i)]),
  );

const toOnnxTensor = ({ shape, dtype, data }: Numbers): OnnxTensor => ({
  shape,
  data,
  dtype: dtype === 'i32' ? 'int32' : 'float32',
});

export interface LayerCheck extends ToOnnxOptions {
  /** Rows and steps to run the one file with. */
  readonly sizes?: readonly (readonly [batch: number, time: number])[];
  /** What tokens stay below. */
  readonly vocabulary?: number;
  readonly params?: Record<string, Tensor<'f32'>>;
}

/** Writes a layer as an ONNX file and expects ONNX Runtime to give with it what Sluice gives, for several sizes. */
export async function checkLayer(
  layer: SequenceLayer,
  {
    sizes = [
      [1, 1],
      [3, 4],
      [2, 7],
    ],
    vocabulary = 5,
    params = drawParams(layer),
    ...options
  }: LayerCheck = {},
): Promise<Uint8Array> {
  const file = toOnnx(layer, params, options);
  const model = await createModel(layer, { params, backend: 'reference' });
  const { shape, dtype }: Spec = (layer.input ?? options.input)!;
  const { states = true, lengths = false, tokens = 'int64' } = options;
  const session = await openOnnx(file);
  for (const [batch, time] of sizes) {
    const whole = [batch, time, ...shape];
    const x = dtype === 'i32' ? drawIntegers(whole, 7, vocabulary) : draw(whole, 7);
    const state = Object.fromEntries(
      Object.entries(layer.state).map(([name, own], i) => [name, draw([batch, ...own], 50 + i)]),
    );
    const valid = Int32Array.from({ length: batch }, (_, row) => Math.max(0, time - 2 * row));
    const expected = await model.predict(x, { ...(states && { state }), ...(lengths && { lengths: valid }) });
    const actual = await session.run({
      x: { ...toOnnxTensor(x), dtype: dtype === 'i32' ? tokens : 'float32' },
      ...(lengths && { lengths: { shape: [batch], data: valid, dtype: 'int32' } as const }),
      ...(states &&
        Object.fromEntries(
          Object.entries(state).map(([name, own]) => [stateInput(name), toOnnxTensor(own)]),
        )),
    });
    expectNear(actual['output']!, expected.output);
    if (!states) continue;
    for (const name of Object.keys(layer.state))
      expectNear(actual[stateOutput(name)]!, expected.state[name]!);
  }
  await session.close();
  return file;
}
