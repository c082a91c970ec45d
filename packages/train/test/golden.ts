import { readFileSync } from 'node:fs';
import type { Cell } from '@sluice/cell';
import { gru } from '@sluice/gru';
import { lstm } from '@sluice/lstm';
import { tensor, type Tensor } from '@sluice/math';
import { adam, rmsprop, type Optimizer } from '@sluice/optim';
import type { Batch } from '../src/index.js';

/** A training run that PyTorch has made. */
export interface GoldenRun {
  readonly config: {
    readonly vocab: number;
    readonly embedding: number;
    readonly hidden_size: number;
    readonly module: 'LSTM' | 'GRU';
    readonly optimizer: 'Adam' | 'RMSprop';
    readonly args: { readonly lr: number };
    readonly num_layers?: number;
    readonly batch: number;
    readonly seq_len: number;
    readonly steps: number;
    readonly clip: number;
    readonly stateful?: boolean;
    readonly single_bias?: boolean;
  };
  readonly loss_f64: readonly number[];
  readonly gradient_norm_f64: readonly number[];
}

const folder = new URL('../../../golden/torch/', import.meta.url);

export const readRun = (name: string): GoldenRun =>
  JSON.parse(readFileSync(new URL(`${name}/case.json`, folder), 'utf8')) as GoldenRun;

/** The numbers of a trusted safetensors file, whatever their element type. */
export function readNumbers(name: string): Record<string, { shape: number[]; data: number[] }> {
  const bytes = readFileSync(new URL(name, folder));
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, start)) as Record<
    string,
    { dtype: 'F32' | 'F64' | 'I64'; shape: number[]; data_offsets: [number, number] }
  >;
  const readers = {
    F32: (at: number) => bytes.readFloatLE(start + at * 4),
    F64: (at: number) => bytes.readDoubleLE(start + at * 8),
    I64: (at: number) => Number(bytes.readBigInt64LE(start + at * 8)),
  };
  const widths = { F32: 4, F64: 8, I64: 8 };
  return Object.fromEntries(
    Object.entries(header)
      .filter(([key]) => key !== '__metadata__')
      .map(
        ([
          key,
          {
            dtype,
            shape,
            data_offsets: [from, to],
          },
        ]) => {
          const [first, count] = [from / widths[dtype], (to - from) / widths[dtype]];
          return [key, { shape, data: Array.from({ length: count }, (_, i) => readers[dtype](first + i)) }];
        },
      ),
  );
}

/** The recurrent layers of a run. */
export function cellsOf({ config }: GoldenRun): Cell[] {
  const sizes = { hiddenSize: config.hidden_size, recurrentBias: !config.single_bias };
  return Array.from({ length: config.num_layers ?? 1 }, (_, layer) => {
    const inputSize = layer === 0 ? config.embedding : config.hidden_size;
    return config.module === 'LSTM' ? lstm({ ...sizes, inputSize }) : gru({ ...sizes, inputSize });
  });
}

export const optimizerOf = ({ config: { optimizer, args } }: GoldenRun): Optimizer =>
  (optimizer === 'Adam' ? adam : rmsprop)({ learningRate: args.lr });

/** PyTorch's weights under the names and in the layout of `sequential(embedding, …cells, linear)`. */
export function paramsOf(name: string, { config }: GoldenRun): Record<string, Tensor<'f32'>> {
  const weights = readNumbers(name);
  const take = (key: string): Tensor<'f32'> => tensor(weights[key]!.data, weights[key]!.shape);
  const params: Record<string, Tensor<'f32'>> = { '0.weight': take('embedding.weight') };
  const layers = config.num_layers ?? 1;
  for (let layer = 0; layer < layers; layer++) {
    params[`${layer + 1}.wx`] = transposed(take(`rnn.weight_ih_l${layer}`));
    params[`${layer + 1}.wh`] = transposed(take(`rnn.weight_hh_l${layer}`));
    params[`${layer + 1}.b`] = take(`rnn.bias_ih_l${layer}`);
    const recurrent = take(`rnn.bias_hh_l${layer}`);
    if (!config.single_bias) params[`${layer + 1}.bh`] = recurrent;
    else if (config.module === 'GRU')
      params[`${layer + 1}.c`] = tensor(recurrent.data.slice(-config.hidden_size));
  }
  params[`${layers + 1}.w`] = transposed(take('head.weight'));
  params[`${layers + 1}.b`] = take('head.bias');
  return params;
}

function transposed({ shape: [rows, columns], data }: Tensor<'f32'>): Tensor<'f32'> {
  const result = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) result[(i % columns!) * rows! + Math.floor(i / columns!)] = data[i]!;
  return tensor(result, [columns!, rows!]);
}

/** The batches of a run, in order. */
export function batchesOf(name: string): Batch[] {
  const { input, target } = readNumbers(`${name}/tokens.safetensors`);
  const [steps, batch, time] = input!.shape as [number, number, number];
  const size = batch * time;
  return Array.from({ length: steps }, (_, step) => {
    const part = (numbers: number[]) =>
      tensor(Int32Array.from(numbers.slice(step * size, (step + 1) * size)), [batch, time]);
    return { input: part(input!.data), target: part(target!.data) };
  });
}
