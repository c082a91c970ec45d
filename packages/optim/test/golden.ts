import { readFileSync } from 'node:fs';
import { sizeOf, type Numbers, type Shape, type Tensor } from '@sluice/math';
import { adagrad, adam, adamw, rmsprop, sgd, type Optimizer } from '../src/index.js';

export type Nested = number | readonly Nested[];

export interface OptimizerRecord {
  readonly loss: number;
  readonly grad_x: Nested;
  readonly grad_M: Nested;
  readonly x: Nested;
  readonly M: Nested;
}

export interface OptimizerCase {
  readonly name: string;
  readonly optimizer: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly problem: Readonly<Record<'A' | 'b' | 'C' | 'D' | 'x0' | 'M0', Nested>>;
  readonly steps_f64: readonly OptimizerRecord[];
  readonly steps_f32: readonly OptimizerRecord[];
}

export interface ClipCase {
  readonly name: string;
  readonly max_norm: number;
  readonly norm_type: number | 'inf';
  readonly grads: readonly Nested[];
  readonly total_norm_f32: number;
  readonly total_norm_f64: number;
  readonly clipped_f32: readonly Nested[];
  readonly clipped_f64: readonly Nested[];
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../golden/torch/${name}`, import.meta.url), 'utf8'));

export const { cases: optimizerCases } = read('optim.json') as { cases: readonly OptimizerCase[] };
export const { cases: clipCases } = read('clip.json') as { cases: readonly ClipCase[] };

/** An optimizer from the name of PyTorch's class and the names of its arguments. */
export function fromTorch({ optimizer, args }: Pick<OptimizerCase, 'optimizer' | 'args'>): Optimizer {
  const options = Object.fromEntries(Object.entries(args).map(([name, value]) => [optionName(name), value]));
  return makers[optimizer as keyof typeof makers](options);
}

const makers = { SGD: sgd, Adam: adam, AdamW: adamw, RMSprop: rmsprop, Adagrad: adagrad } as const;

const optionName = (name: string): string =>
  ({ lr: 'learningRate', eps: 'epsilon', lr_decay: 'learningRateDecay' })[name] ??
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

export const shapeOf = (nested: Nested): Shape =>
  typeof nested === 'number' ? [] : [nested.length, ...shapeOf(nested[0]!)];

export const flatten = (nested: Nested): number[] =>
  typeof nested === 'number' ? [nested] : nested.flatMap(flatten);

export const doubles = (nested: Nested): Numbers => ({
  shape: shapeOf(nested),
  dtype: 'f32',
  data: Float64Array.from(flatten(nested)),
});

export const filled = (shape: Shape, value: number): Numbers => ({
  shape,
  dtype: 'f32',
  data: new Float64Array(sizeOf(shape)).fill(value),
});

export const scalarStep = (step: number): Tensor<'i32'> => ({
  shape: [],
  dtype: 'i32',
  data: Int32Array.of(step),
});

/** The largest difference, relative to numbers greater than 1. */
export function difference(actual: ArrayLike<number>, expected: readonly number[]): number {
  if (actual.length !== expected.length) return Infinity;
  const differences = expected.map((value, i) => Math.abs(actual[i]! - value) / Math.max(1, Math.abs(value)));
  // a NaN must not pass as the smallest of all
  return differences.reduce((worst, d) => (d <= worst ? worst : Number.isNaN(d) ? Infinity : d), 0);
}
