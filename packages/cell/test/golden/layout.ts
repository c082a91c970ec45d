import type { Numbers } from '@sluice/math';
import { range, take, type NamedNumbers } from '../../src/testing/numbers.js';

/** What PyTorch's module was made with. */
export interface TorchConfig {
  readonly module: string;
  readonly nonlinearity?: 'tanh' | 'relu';
  readonly input_size: number;
  readonly hidden_size: number;
  readonly num_layers?: number;
  readonly bias?: boolean;
  readonly batch_first?: boolean;
  readonly bidirectional?: boolean;
  readonly proj_size?: number;
  /** 0 where PyTorch is given no batch axis. */
  readonly batch: number;
}

const parameterNames: Readonly<Record<string, string>> = {
  weight_ih: 'wx',
  weight_hh: 'wh',
  weight_hr: 'wp',
  bias_ih: 'b',
  bias_hh: 'bh',
};

/** The name that `sequential` and `bidirectional` give to a part of one layer's direction. */
function join(
  name: string,
  { num_layers: layers = 1, bidirectional = false }: TorchConfig,
  layer: number,
  reverse: boolean,
): string {
  const direction = reverse ? 'backward' : 'forward';
  return [...(layers > 1 ? [layer] : []), ...(bidirectional ? [direction] : []), name].join('.');
}

/** Whether the module takes one step and not a sequence. */
export const isSingle = ({ module }: TorchConfig): boolean => module.endsWith('Cell');

/** Our names and numbers for one of PyTorch's tensors: a value, a gradient or a loss weight alike. */
export function toOurs(name: string, numbers: Numbers, config: TorchConfig): NamedNumbers {
  if (name === 'input') return { x: timeFirst(numbers, config) };
  if (name === 'output') return { output: timeFirst(numbers, config) };
  const state = /^([hc])(?:0|1|_n)$/.exec(name)?.[1];
  if (state !== undefined) return toStates(state, numbers, config);
  const [, kind = '', layer = '0', reverse] = /^([a-z]+_[a-z]+?)(?:_l(\d+))?(_reverse)?$/.exec(name)!;
  const own = join(parameterNames[kind]!, config, Number(layer), reverse !== undefined);
  return { [`params.${own}`]: numbers.shape.length === 2 ? swapAxes(numbers) : numbers };
}

/** `[time, batch, size]`, from whatever order PyTorch was asked for. */
function timeFirst(numbers: Numbers, config: TorchConfig): Numbers {
  if (isSingle(config)) return numbers;
  if (config.batch === 0) return { ...numbers, shape: [numbers.shape[0]!, 1, numbers.shape[1]!] };
  return config.batch_first ? swapAxes(numbers) : numbers;
}

/** Takes `[layers · directions, batch, size]` apart. */
function toStates(name: string, numbers: Numbers, config: TorchConfig): NamedNumbers {
  if (isSingle(config)) return { [`state.${name}`]: numbers };
  const directions = config.bidirectional ? 2 : 1;
  return Object.fromEntries(
    range(0, numbers.shape[0]!).map((i) => [
      `state.${join(name, config, Math.floor(i / directions), i % directions === 1)}`,
      { ...take(numbers, 0, [i]), shape: [Math.max(1, config.batch), numbers.shape.at(-1)!] },
    ]),
  );
}

/** `[a, b, …]` as `[b, a, …]`. */
function swapAxes(numbers: Numbers): Numbers {
  const [a, b, ...rest] = numbers.shape as [number, number, ...number[]];
  const columns = range(0, b).map((column) => take(numbers, 1, [column]).data);
  const data = numbers.data.slice();
  columns.forEach((column, i) => data.set(column, i * column.length));
  return { ...numbers, shape: [b, a, ...rest], data };
}
