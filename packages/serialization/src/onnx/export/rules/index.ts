import type { Op } from '@sluice/math';
import type { Equation } from '../general-program.js';
import type { Bound, Rule, Translation } from '../translation.js';
import { gather, scatterAdd } from './indices.js';
import { comparison, convert, sameAs, select, square, stopGradient } from './pointwise.js';
import { broadcast, concat, pad, reshape, reverse, slice, split, transpose } from './rearrange.js';
import { argmax, matmul, max, sum } from './reduce.js';
import { scan } from './scan.js';
import { fill, iota, literal, random } from './sources.js';

/** How every operation stands in a file of opset 17; one that is missing here does not compile. */
const rules: { readonly [K in Op]: Rule<K> } = {
  neg: sameAs('Neg'),
  abs: sameAs('Abs'),
  sign: sameAs('Sign'),
  floor: sameAs('Floor'),
  square,
  reciprocal: sameAs('Reciprocal'),
  sqrt: sameAs('Sqrt'),
  exp: sameAs('Exp'),
  log: sameAs('Log'),
  sin: sameAs('Sin'),
  cos: sameAs('Cos'),
  tanh: sameAs('Tanh'),
  sigmoid: sameAs('Sigmoid'),
  relu: sameAs('Relu'),
  softplus: sameAs('Softplus'),
  add: sameAs('Add'),
  sub: sameAs('Sub'),
  mul: sameAs('Mul'),
  div: sameAs('Div'),
  maximum: sameAs('Max'),
  minimum: sameAs('Min'),
  less: comparison('Less'),
  lessEqual: comparison('LessOrEqual'),
  equal: comparison('Equal'),
  notEqual: comparison('Equal', 'Not'),
  select,
  convert,
  stopGradient,
  reshape,
  transpose,
  slice,
  pad,
  split,
  concat,
  broadcast,
  reverse,
  sum,
  max,
  argmax,
  matmul,
  gather,
  scatterAdd,
  fill,
  literal,
  iota,
  random,
  scan,
};

/** Puts one operation into a file. */
export const translateEquation = (equation: Equation, translation: Translation): readonly Bound[] =>
  (rules[equation.op] as Rule)(equation, translation);
