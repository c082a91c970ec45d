import type { DType } from '@sluice/math';
import type { FunctionBuilder, Local } from '../assembler/index.js';
import type { PointwiseOp } from '../operation-kinds.js';
import * as vector from '../vector/index.js';
import type { VectorFunction, VectorMath } from '../vector/vector-math.js';

/** What the code of one pointwise operation is written with. */
export interface PointwiseContext {
  readonly f: FunctionBuilder;
  readonly math: VectorMath;
  readonly operands: readonly Local<'v128'>[];
  /** Dtype of the operands. */
  readonly dtype: DType;
}

type Emit = (context: PointwiseContext) => void;

const signBit = -0x80000000;

/** A function of one f32 vector. */
const ofFloat =
  (emit: VectorFunction): Emit =>
  ({ f, math, operands: [x] }) => {
    f.get(x!);
    emit(f, math);
  };

type BinaryName = 'add' | 'sub' | 'mul';

const arithmetic =
  (name: BinaryName): Emit =>
  ({ f, operands: [a, b], dtype }) =>
    (dtype === 'f32' ? f.f32x4 : f.i32x4)[name](a!, b!);

/**
 * Pushes an operation's result; comparisons push a mask of all ones or zeros in each lane. `select` takes such a mask and
 * so stands in `node.ts`, which knows them.
 */
export const pointwise: { readonly [K in Exclude<PointwiseOp, 'select'>]: Emit } = {
  neg: ({ f, operands: [x], dtype }) => (dtype === 'f32' ? f.f32x4 : f.i32x4).neg(x!),
  abs: ({ f, operands: [x], dtype }) => (dtype === 'f32' ? f.f32x4 : f.i32x4).abs(x!),
  sign: ({ f, operands: [x], dtype }) => {
    if (dtype === 'i32') {
      // x < 0 is −1 as a mask, x > 0 is 1 when its mask is subtracted
      f.i32x4.ltS(x!, 0);
      f.i32x4.gtS(x!, 0);
      f.i32x4.sub();
      return;
    }
    // 1 with the sign of x, and x itself where it is zero or NaN
    f.f32x4.lt(x!, 0);
    f.f32x4.gt(x!, 0);
    f.v128.or();
    const ordered = f.local('v128');
    f.set(ordered);
    f.v128.and(x!, signBit);
    f.v128.or(0x3f800000);
    f.v128.bitselect(x!, ordered);
    f.release(ordered);
  },
  floor: ({ f, operands: [x] }) => f.f32x4.floor(x!),
  square: ({ f, operands: [x] }) => f.f32x4.mul(x!, x!),
  reciprocal: ({ f, operands: [x] }) => f.f32x4.div(1, x!),
  sqrt: ({ f, operands: [x] }) => f.f32x4.sqrt(x!),
  exp: ofFloat(vector.exp),
  log: ofFloat(vector.log),
  sin: ofFloat(vector.sin),
  cos: ofFloat(vector.cos),
  tanh: ofFloat(vector.tanh),
  sigmoid: ofFloat(vector.sigmoid),
  softplus: ofFloat(vector.softplus),
  relu: ({ f, operands: [x] }) => f.f32x4.max(x!, 0),
  add: arithmetic('add'),
  sub: arithmetic('sub'),
  mul: arithmetic('mul'),
  div: ({ f, operands: [a, b] }) => f.f32x4.div(a!, b!),
  maximum: ({ f, operands: [a, b], dtype }) => (dtype === 'f32' ? f.f32x4.max(a!, b!) : f.i32x4.maxS(a!, b!)),
  minimum: ({ f, operands: [a, b], dtype }) => (dtype === 'f32' ? f.f32x4.min(a!, b!) : f.i32x4.minS(a!, b!)),
  less: ({ f, operands: [a, b], dtype }) => (dtype === 'f32' ? f.f32x4.lt(a!, b!) : f.i32x4.ltS(a!, b!)),
  lessEqual: ({ f, operands: [a, b], dtype }) => (dtype === 'f32' ? f.f32x4.le(a!, b!) : f.i32x4.leS(a!, b!)),
  equal: ({ f, operands: [a, b], dtype }) => (dtype === 'f32' ? f.f32x4.eq(a!, b!) : f.i32x4.eq(a!, b!)),
  notEqual: ({ f, operands: [a, b], dtype }) => (dtype === 'f32' ? f.f32x4.ne(a!, b!) : f.i32x4.ne(a!, b!)),
  convert: ({ f, operands: [x], dtype }) =>
    dtype === 'f32' ? f.i32x4.truncSatF32x4S(x!) : f.f32x4.convertI32x4S(x!),
};

/** Operations whose result is a mask. */
export const makesMask = (op: PointwiseOp): boolean =>
  op === 'less' || op === 'lessEqual' || op === 'equal' || op === 'notEqual';
