import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { tensor, type Tensor } from '@sluice/math';
import { createModel, type Backend } from '@sluice/model';
import type { ImportedLayer } from '../../src/imported.js';
import { readSafetensors } from '../../src/safetensors/index.js';
import { type FromTorchOptions } from '../../src/torch/index.js';

const folder = fileURLToPath(new URL('../../../../golden/torch', import.meta.url));

/** How a case of golden/torch was made; its README explains the keys. */
interface Config {
  readonly module: string;
  readonly input_size: number;
  readonly hidden_size: number;
  readonly num_layers?: number;
  readonly bias?: boolean;
  readonly batch_first?: boolean;
  readonly bidirectional?: boolean;
  readonly nonlinearity?: 'tanh' | 'relu';
  readonly proj_size?: number;
  readonly batch?: number;
}

export interface GoldenCase {
  readonly name: string;
  readonly kind: 'sequence' | 'cell';
  readonly config: Config;
}

export const readCase = (name: string, file: string): Uint8Array => readFileSync(`${folder}/${name}/${file}`);
export const stateDict = (name: string, file = 'weights.safetensors'): Record<string, Tensor> =>
  readSafetensors(readCase(name, file)).tensors;
export const has = (name: string, file: string): boolean => readdirSync(`${folder}/${name}`).includes(file);

interface CaseFile {
  readonly kind: 'sequence' | 'cell' | 'train';
  readonly config: Config;
  readonly loss_f64: number | readonly number[];
}

const caseFile = (name: string): CaseFile =>
  JSON.parse(readFileSync(`${folder}/${name}/case.json`, 'utf8')) as CaseFile;
const names = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** The cases of one module over a sequence, or of one cell. */
export const goldenCases: readonly GoldenCase[] = names.flatMap((name) => {
  const { kind, config } = caseFile(name);
  return kind === 'train' ? [] : [{ name, kind, config }];
});

/** The cases of an embedding, a recurrent module and a linear layer. */
export const trainedCases = names.filter((name) => caseFile(name).kind === 'train');

/** The loss of a model before its first step of training, in float64. */
export const firstLoss = (name: string): number => (caseFile(name).loss_f64 as readonly number[])[0]!;

/** What the state dict does not say. */
export const unsaid = ({ config: { module, nonlinearity = 'tanh' } }: GoldenCase): FromTorchOptions =>
  module.startsWith('RNN') ? { nonlinearity } : {};

/** A tensor with its axes in another order: axis i of the result is axis `order[i]` of the tensor. */
export function permuted({ shape, data }: Tensor, order: readonly number[]): Tensor {
  const size = order.map((axis) => shape[axis]!);
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const result = data.slice();
  result.forEach((_, i) => {
    let [rest, from] = [i, 0];
    for (let axis = size.length - 1; axis >= 0; axis--) {
      from += (rest % size[axis]!) * strides[order[axis]!]!;
      rest = Math.floor(rest / size[axis]!);
    }
    result[i] = data[from]!;
  });
  return result instanceof Float32Array ? tensor(result, size) : tensor(result, size);
}

const reshaped = ({ data }: Tensor, shape: readonly number[]): Tensor<'f32'> =>
  tensor(data as Float32Array, shape);

/** Where PyTorch's states of all layers and directions stand here. */
function stateNames({ config: { num_layers: layers = 1, bidirectional } }: GoldenCase): string[] {
  const directions = bidirectional ? ['forward.', 'backward.'] : [''];
  return Array.from({ length: layers }, (_, layer) =>
    directions.map((direction) => `${layers > 1 ? `${layer}.` : ''}${direction}`),
  ).flat();
}

/** What the layer gives for the case's input and states, by the names and in the layouts of golden64.safetensors. */
export async function run(
  golden: GoldenCase,
  { layer, params }: ImportedLayer,
  backend: Backend,
): Promise<Record<string, Tensor>> {
  const { input, h0, c0, lengths } = stateDict(golden.name, 'golden.safetensors');
  const { batch = 1, batch_first: batchFirst = false } = golden.config;
  const isCell = golden.kind === 'cell';
  const features = input!.shape.at(-1)!;
  const x = isCell
    ? reshaped(input!, [input!.shape[0]!, 1, features])
    : batch === 0
      ? reshaped(input!, [1, input!.shape[0]!, features])
      : batchFirst
        ? input!
        : permuted(input!, [1, 0, 2]);
  const rows = x.shape[0]!;
  const names = stateNames(golden);
  const state: Record<string, Tensor<'f32'>> = {};
  for (const [part, start] of Object.entries({ h: h0, c: c0 })) {
    names.forEach((name, i) => {
      const size = start && start.data.length / names.length;
      if (size)
        state[`${name}${part}`] = reshaped(
          tensor(start.data.slice(i * size, (i + 1) * size) as Float32Array),
          [rows, size / rows],
        );
    });
  }
  const model = await createModel(layer, { params, backend });
  const result = await model.predict(x, {
    ...(h0 && { state }),
    ...(lengths && { lengths: [...lengths.data] }),
  });
  const final = (part: string): Float32Array =>
    Float32Array.from(names.flatMap((name) => [...(result.state[`${name}${part}`]?.data ?? [])]));
  const given: Record<string, Float32Array | Int32Array> = isCell
    ? { 'out.h1': final('h'), 'out.c1': final('c') }
    : {
        'out.output': (batchFirst || batch === 0 ? result.output : permuted(result.output, [1, 0, 2])).data,
        'out.h_n': final('h'),
        'out.c_n': final('c'),
      };
  return Object.fromEntries(
    Object.entries(given)
      .filter(([, data]) => data.length > 0)
      .map(([name, data]) => [name, tensor(data as Float32Array)]),
  );
}

/** How far a number may be from the one in float64, in units of the limit in golden/README.md; at most 1 is right. */
export function distance(actual: Tensor, expected: Tensor): number {
  if (actual.data.length !== expected.data.length) return Infinity;
  let worst = 0;
  expected.data.forEach((value, i) => {
    const off = Math.abs(actual.data[i]! - value) / (2e-6 + 1e-5 * Math.abs(value));
    worst = Number.isNaN(off) ? Infinity : Math.max(worst, off);
  });
  return worst;
}
