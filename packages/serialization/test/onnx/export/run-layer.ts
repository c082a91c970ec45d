import type { SequenceLayer } from '@sluice/cell';
import {
  evaluate,
  sizeOf,
  threefry,
  trace,
  type Numbers,
  type Shape,
  type Spec,
  type Tensor,
  type Value,
} from '@sluice/math';
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

type Tensors = Readonly<Record<string, Tensor>>;

/** Weights for a layer, biases too. */
export const drawParams = (layer: SequenceLayer, seed = 1): Record<string, Tensor<'f32'>> =>
  Object.fromEntries(
    Object.entries(layer.params).map(([name, { shape }], i) => [name, draw(shape, seed + i)]),
  );

/** What a layer is run on, batch first. */
interface Given {
  readonly data: Tensors;
  readonly state: Tensors;
  readonly params: Tensors;
}

/** What the reference evaluator makes of a layer: its output and then the parts of its state. */
function runReference(layer: SequenceLayer, given: Given): Numbers[] {
  const groups = Object.entries(given).flatMap(([group, tensors]) =>
    Object.entries(tensors as Tensors).map(([name, tensor]) => ({ group, name, tensor })),
  );
  const swapped = (value: Value): Value =>
    value.transpose(value.shape.map((_, axis) => (axis < 2 ? 1 - axis : axis)));
  const program = trace(
    (...values) => {
      const under = (wanted: keyof Given): Record<string, Value> =>
        Object.fromEntries(
          groups.flatMap(({ group, name }, i) => (group === wanted ? [[name, values[i]!]] : [])),
        );
      const { x, delta, lengths } = under('data');
      const { output, state } = layer.unroll({
        x: swapped(x!),
        lengths,
        delta: delta && swapped(delta),
        state: under('state'),
        params: under('params'),
        training: false,
        key: { seed: 0, step: 0 },
      });
      return [
        layer.manyToOne ? output : swapped(output),
        ...Object.keys(layer.state).map((name) => state[name]!),
      ];
    },
    groups.map(({ tensor }) => tensor),
  );
  return evaluate(
    program,
    groups.map(({ tensor }) => tensor),
  );
}

const toOnnxTensor = (
  { shape, dtype, data }: Numbers,
  integers: 'int32' | 'int64' = 'int32',
): OnnxTensor => ({
  shape,
  data,
  dtype: dtype === 'i32' ? integers : 'float32',
});

/** Rows and steps that each file is run with. */
const sizes = [
  [1, 1],
  [3, 4],
  [2, 7],
] as const;

/** Writes a layer as an ONNX file and expects ONNX Runtime to give with it what Sluice gives, for several sizes. */
export async function checkLayer(layer: SequenceLayer, options: ToOnnxOptions = {}): Promise<Uint8Array> {
  const { states = true, lengths = false, delta = false, tokens } = options;
  const params = drawParams(layer);
  const file = toOnnx(layer, params, options);
  const session = await openOnnx(file);
  const { shape, dtype }: Spec = (layer.input ?? options.input)!;
  for (const [batch, time] of sizes) {
    const whole = [batch, time, ...shape];
    const counts = Int32Array.from({ length: batch }, (_, row) => Math.max(0, time - 2 * row));
    const data: Tensors = {
      x: dtype === 'i32' ? drawIntegers(whole, 7, 5) : draw(whole, 7),
      ...(lengths && { lengths: { shape: [batch], dtype: 'i32', data: counts } }),
      ...(delta && { delta: draw([batch, time], 9) }),
    };
    const state = Object.fromEntries(
      Object.entries(layer.state).map(([name, own], i) => {
        const start = draw([batch, ...own], 50 + i);
        return [name, states ? start : { ...start, data: start.data.map(() => 0) }];
      }),
    );
    const [output, ...after] = runReference(layer, { data, state, params });
    const actual = await session.run({
      ...mapEntries(data, (name, tensor) => [
        name,
        toOnnxTensor(tensor, name === 'x' ? (tokens ?? 'int64') : 'int32'),
      ]),
      ...(states && mapEntries(state, (name, tensor) => [stateInput(name), toOnnxTensor(tensor)])),
    });
    expectNear(actual['output']!, output!);
    if (states) Object.keys(state).forEach((name, i) => expectNear(actual[stateOutput(name)]!, after[i]!));
  }
  await session.close();
  return file;
}

const mapEntries = <T, U>(
  record: Readonly<Record<string, T>>,
  change: (name: string, value: T) => [string, U],
): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => change(name, value)));
