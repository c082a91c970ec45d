import { createModel, type Backend, type Model } from '@sluice/model';
import { tensor, type Tensor } from '@sluice/math';
import { expect } from 'vitest';
import type { ImportedLayer } from '../../../src/index.js';
import type { OnnxTensor } from '../run-onnx.js';

/** Numbers of any type. */
type Numbers = Pick<OnnxTensor, 'shape' | 'data'>;

export const backends: readonly Backend[] = ['reference', 'wasm'];

/** Numbers of the same shape, each within 2e-6 plus 1e-5 of its size. */
export function expectClose(actual: Numbers, expected: Numbers, what = ''): void {
  expect(actual.shape, what).toEqual(expected.shape);
  for (let i = 0; i < expected.data.length; i++) {
    const [got, wanted] = [actual.data[i]!, expected.data[i]!];
    if (Math.abs(got - wanted) <= 2e-6 + 1e-5 * Math.abs(wanted)) continue;
    expect.fail(`${what}: element ${i} is ${got}, but should be ${wanted}`);
  }
}

/** The same numbers with the axes in another order. */
export function transposed({ shape, data, dtype }: OnnxTensor, permutation: readonly number[]): OnnxTensor {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const to = permutation.map((axis) => shape[axis]!);
  const numbers = Array.from(data, (_, index) => {
    let [rest, at] = [index, 0];
    for (let axis = to.length - 1; axis >= 0; axis--) {
      at += (rest % to[axis]!) * strides[permutation[axis]!]!;
      rest = Math.floor(rest / to[axis]!);
    }
    return data[at]!;
  });
  return { shape: to, data: numbers, dtype };
}

export const f32 = ({ shape, data }: OnnxTensor): Tensor<'f32'> => tensor(Float32Array.from(data), shape);
export const i32 = ({ shape, data }: OnnxTensor): Tensor<'i32'> => tensor(Int32Array.from(data), shape);

export const reshaped = ({ data }: OnnxTensor, shape: readonly number[]): OnnxTensor => ({ shape, data });

export const modelOf = (imported: ImportedLayer, backend: Backend): Promise<Model> =>
  createModel(imported.layer, { params: imported.params, backend });

/** Streams each row of `[batch, time, …]` step by step, and checks that it gives what `predict` gave. */
export async function expectStreamsAlike(
  imported: ImportedLayer,
  x: Tensor,
  state: Readonly<Record<string, Tensor<'f32'>>> | undefined,
  output: Numbers,
): Promise<void> {
  const model = await modelOf(imported, 'wasm');
  const [batch, time] = x.shape as [number, number];
  const width = x.data.length / (batch * time);
  const step = output.data.length / (batch * (imported.layer.manyToOne ? 1 : time));
  const stream = model.stream();
  for (let row = 0; row < batch; row++) {
    stream.reset();
    if (state) {
      stream.state = Object.fromEntries(
        Object.entries(state).map(([name, { shape, data }]) => {
          const size = data.length / shape[0]!;
          return [name, tensor(data.slice(row * size, (row + 1) * size), [1, ...shape.slice(1)])];
        }),
      );
    }
    for (let t = 0; t < time; t++) {
      const at = (row * time + t) * width;
      const got = stream.step(Array.from(x.data.subarray(at, at + width)));
      if (imported.layer.manyToOne && t < time - 1) continue;
      const from = (imported.layer.manyToOne ? row : row * time + t) * step;
      const expected = { shape: [step], data: Array.from(output.data).slice(from, from + step) };
      expectClose({ shape: [step], data: got }, expected, `row ${row}, step ${t}`);
    }
  }
}
