import { cos, exp, log, sigmoid, sin, softplus, tanh, type VectorFunction } from '../../src/vector/index.js';

export interface Case {
  readonly name: string;
  readonly emit: VectorFunction;
  /** The same function in f64. */
  readonly exact: (x: number) => number;
  /** The largest error over all 2³² inputs, in units in the last place, as the function's comment has it. */
  readonly ulp: number;
  readonly operations: number;
  readonly relaxedOperations: number;
  /** The largest magnitude of an input up to which that holds; all of them by default. */
  readonly largest?: number;
  /** Results smaller than the normal numbers may become 0. */
  readonly flushes: boolean;
}

export const functions: readonly Case[] = [
  {
    name: 'exp',
    emit: exp,
    exact: Math.exp,
    ulp: 1.67,
    operations: 23,
    relaxedOperations: 18,
    flushes: false,
  },
  {
    name: 'log',
    emit: log,
    exact: Math.log,
    ulp: 1.97,
    operations: 33,
    relaxedOperations: 27,
    flushes: false,
  },
  {
    name: 'tanh',
    emit: tanh,
    exact: Math.tanh,
    ulp: 2.89,
    operations: 21,
    relaxedOperations: 18,
    flushes: false,
  },
  {
    name: 'sigmoid',
    emit: sigmoid,
    exact: (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x))),
    ulp: 2.44,
    operations: 20,
    relaxedOperations: 15,
    flushes: true,
  },
  {
    name: 'softplus',
    emit: softplus,
    exact: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    ulp: 2.89,
    operations: 33,
    relaxedOperations: 23,
    flushes: true,
  },
  {
    name: 'sin',
    emit: sin,
    exact: Math.sin,
    ulp: 1.6,
    operations: 43,
    relaxedOperations: 36,
    largest: 2 ** 24,
    flushes: false,
  },
  {
    name: 'cos',
    emit: cos,
    exact: Math.cos,
    ulp: 1.6,
    operations: 44,
    relaxedOperations: 37,
    largest: 2 ** 24,
    flushes: false,
  },
];
