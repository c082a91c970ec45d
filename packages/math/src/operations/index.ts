import { abs } from './abs.js';
import { add } from './add.js';
import { argmax, type ArgmaxAttributes } from './argmax.js';
import { broadcast, type BroadcastAttributes } from './broadcast.js';
import { concat, type ConcatAttributes } from './concat.js';
import { convert, type ConvertAttributes } from './convert.js';
import { cos } from './cos.js';
import { div } from './div.js';
import { equal } from './equal.js';
import { exp } from './exp.js';
import { fill, type FillAttributes } from './fill.js';
import { floor } from './floor.js';
import { gather } from './gather.js';
import { iota, type IotaAttributes } from './iota.js';
import { lessEqual } from './less-equal.js';
import { less } from './less.js';
import { literal, type LiteralAttributes } from './literal.js';
import { log } from './log.js';
import { matmul, type MatmulAttributes } from './matmul.js';
import { max } from './max.js';
import { maximum } from './maximum.js';
import { minimum } from './minimum.js';
import { mul } from './mul.js';
import { neg } from './neg.js';
import { notEqual } from './not-equal.js';
import { pad, type PadAttributes } from './pad.js';
import { random, type RandomAttributes } from './random.js';
import { reciprocal } from './reciprocal.js';
import type { ReduceAttributes } from './reduce.js';
import { relu } from './relu.js';
import { reshape, type ReshapeAttributes } from './reshape.js';
import { reverse, type ReverseAttributes } from './reverse.js';
import type { NoAttributes, Rule } from './rule.js';
import { scan, type ScanAttributes } from './scan.js';
import { scatterAdd, type ScatterAddAttributes } from './scatter-add.js';
import { select } from './select.js';
import { sigmoid } from './sigmoid.js';
import { sign } from './sign.js';
import { sin } from './sin.js';
import { slice, type SliceAttributes } from './slice.js';
import { softplus } from './softplus.js';
import { split, type SplitAttributes } from './split.js';
import { sqrt } from './sqrt.js';
import { square } from './square.js';
import { stopGradient } from './stop-gradient.js';
import { sub } from './sub.js';
import { sum } from './sum.js';
import { tanh } from './tanh.js';
import { transpose, type TransposeAttributes } from './transpose.js';

/** What each operation is told beside its inputs. Its keys are the operations that exist. */
export interface Attributes {
  neg: NoAttributes;
  abs: NoAttributes;
  sign: NoAttributes;
  floor: NoAttributes;
  square: NoAttributes;
  reciprocal: NoAttributes;
  sqrt: NoAttributes;
  exp: NoAttributes;
  log: NoAttributes;
  sin: NoAttributes;
  cos: NoAttributes;
  tanh: NoAttributes;
  sigmoid: NoAttributes;
  relu: NoAttributes;
  softplus: NoAttributes;
  add: NoAttributes;
  sub: NoAttributes;
  mul: NoAttributes;
  div: NoAttributes;
  maximum: NoAttributes;
  minimum: NoAttributes;
  less: NoAttributes;
  lessEqual: NoAttributes;
  equal: NoAttributes;
  notEqual: NoAttributes;
  select: NoAttributes;
  convert: ConvertAttributes;
  stopGradient: NoAttributes;
  reshape: ReshapeAttributes;
  transpose: TransposeAttributes;
  slice: SliceAttributes;
  pad: PadAttributes;
  split: SplitAttributes;
  concat: ConcatAttributes;
  broadcast: BroadcastAttributes;
  reverse: ReverseAttributes;
  sum: ReduceAttributes;
  max: ReduceAttributes;
  argmax: ArgmaxAttributes;
  matmul: MatmulAttributes;
  gather: NoAttributes;
  scatterAdd: ScatterAddAttributes;
  fill: FillAttributes;
  literal: LiteralAttributes;
  iota: IotaAttributes;
  random: RandomAttributes;
  scan: ScanAttributes;
}

/** The name of an operation. */
export type Op = keyof Attributes;

/** Every operation with its rule. The gradient of `scan` needs all others, and so stands in `grad/`. */
export const operations: {
  [K in Op]: K extends 'scan' ? Omit<Rule<Attributes[K]>, 'gradient'> : Rule<Attributes[K]>;
} = {
  neg,
  abs,
  sign,
  floor,
  square,
  reciprocal,
  sqrt,
  exp,
  log,
  sin,
  cos,
  tanh,
  sigmoid,
  relu,
  softplus,
  add,
  sub,
  mul,
  div,
  maximum,
  minimum,
  less,
  lessEqual,
  equal,
  notEqual,
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

export type {
  ArgmaxAttributes,
  BroadcastAttributes,
  ConcatAttributes,
  ConvertAttributes,
  FillAttributes,
  IotaAttributes,
  LiteralAttributes,
  MatmulAttributes,
  PadAttributes,
  RandomAttributes,
  ReduceAttributes,
  ReshapeAttributes,
  ReverseAttributes,
  ScanAttributes,
  ScatterAddAttributes,
  SliceAttributes,
  SplitAttributes,
  TransposeAttributes,
};
