import { ArgumentError } from './errors.js';
import type { Op } from './operations/index.js';
import { checkInner } from './operations/matmul.js';
import { keptAxes } from './operations/reduce.js';
import {
  broadcastShapes,
  formatShape,
  resolveAxes,
  resolveAxis,
  sameShape,
  sizeOf,
  type Shape,
} from './shape.js';
import type { DType } from './tensor.js';
import { apply, type Trace } from './trace.js';
import type { Axes, MatmulOptions, Parts, ReduceOptions } from './value-options.js';

/** What the operators of a value take beside values: plain numbers. */
export type Operand = Value | number;

type Unary =
  | 'neg'
  | 'abs'
  | 'sign'
  | 'floor'
  | 'square'
  | 'reciprocal'
  | 'sqrt'
  | 'exp'
  | 'log'
  | 'sin'
  | 'cos'
  | 'tanh'
  | 'sigmoid'
  | 'relu'
  | 'softplus'
  | 'stopGradient';

type Binary =
  'add' | 'sub' | 'mul' | 'div' | 'maximum' | 'minimum' | 'less' | 'lessEqual' | 'equal' | 'notEqual';

/**
 * A symbolic tensor: a shape and a dtype that a traced function computes with. Every method records one operation and
 * returns a new value. Operands broadcast as in NumPy, numbers stand for scalars, negative axes count from the last.
 */
export class Value {
  /** The recording that this value belongs to. */
  declare readonly trace: Trace;

  constructor(
    readonly shape: Shape,
    readonly dtype: DType,
    trace: Trace,
  ) {
    // A program is data that travels between threads; the recording that it came from stays behind.
    Object.defineProperty(this, 'trace', { value: trace, enumerable: false });
  }

  // Pointwise, one operand

  /** −x. */
  neg(): Value {
    return this.#unary('neg');
  }
  /** |x|. */
  abs(): Value {
    return this.#unary('abs');
  }
  /** −1, 0 or 1. */
  sign(): Value {
    return this.#unary('sign');
  }
  /** The largest whole number that is not above x. */
  floor(): Value {
    return this.#unary('floor');
  }
  /** x². */
  square(): Value {
    return this.#unary('square');
  }
  /** 1 / x. */
  reciprocal(): Value {
    return this.#unary('reciprocal');
  }
  /** √x. */
  sqrt(): Value {
    return this.#unary('sqrt');
  }
  /** eˣ. */
  exp(): Value {
    return this.#unary('exp');
  }
  /** Natural logarithm. */
  log(): Value {
    return this.#unary('log');
  }
  /** The sine of an angle in radians. */
  sin(): Value {
    return this.#unary('sin');
  }
  /** The cosine of an angle in radians. */
  cos(): Value {
    return this.#unary('cos');
  }
  /** The hyperbolic tangent. */
  tanh(): Value {
    return this.#unary('tanh');
  }
  /** 1 / (1 + e⁻ˣ). */
  sigmoid(): Value {
    return this.#unary('sigmoid');
  }
  /** max(x, 0), with a derivative of 0 at 0. */
  relu(): Value {
    return this.#unary('relu');
  }
  /** log(1 + eˣ). */
  softplus(): Value {
    return this.#unary('softplus');
  }
  /** The same value, through which no gradient flows. */
  stopGradient(): Value {
    return this.#unary('stopGradient');
  }
  /** The same numbers in another dtype; f32 to i32 truncates toward zero. */
  convert(dtype: DType): Value {
    return dtype === this.dtype ? this : apply('convert', [this], { dtype })[0]!;
  }

  // Pointwise, two operands

  /** This + other. */
  add(other: Operand): Value {
    return this.#binary('add', other);
  }
  /** This − other. */
  sub(other: Operand): Value {
    return this.#binary('sub', other);
  }
  /** This · other; i32 wraps around. */
  mul(other: Operand): Value {
    return this.#binary('mul', other);
  }
  /** This / other (f32). */
  div(other: Operand): Value {
    return this.#binary('div', other);
  }
  /** The larger one, element by element. */
  maximum(other: Operand): Value {
    return this.#binary('maximum', other);
  }
  /** The smaller one, element by element. */
  minimum(other: Operand): Value {
    return this.#binary('minimum', other);
  }
  /** 1 where this < other, else 0 (i32). */
  less(other: Operand): Value {
    return this.#binary('less', other);
  }
  /** 1 where this ≤ other, else 0 (i32). */
  lessEqual(other: Operand): Value {
    return this.#binary('lessEqual', other);
  }
  /** 1 where this > other, else 0 (i32). */
  greater(other: Operand): Value {
    return this.#binary('less', other, true);
  }
  /** 1 where this ≥ other, else 0 (i32). */
  greaterEqual(other: Operand): Value {
    return this.#binary('lessEqual', other, true);
  }
  /** 1 where this = other, else 0 (i32). */
  equal(other: Operand): Value {
    return this.#binary('equal', other);
  }
  /** 1 where this ≠ other, else 0 (i32). */
  notEqual(other: Operand): Value {
    return this.#binary('notEqual', other);
  }
  /** `whenTrue` where this i32 value is not 0, `whenFalse` elsewhere. */
  select(whenTrue: Operand, whenFalse: Operand): Value {
    const dtype = [whenTrue, whenFalse].find((operand) => operand instanceof Value)?.dtype ?? 'f32';
    const shapes = [this.shape, shapeOf(whenTrue), shapeOf(whenFalse)];
    const shape = shapes.reduce((a, b) => broadcastShapes(a, b, 'select'));
    return apply(
      'select',
      [
        this.broadcast(shape),
        this.#operand('select', whenTrue, shape, dtype),
        this.#operand('select', whenFalse, shape, dtype),
      ],
      {},
    )[0]!;
  }

  // Shape

  /** The same elements under another shape; one extent may be −1 and is then worked out. */
  reshape(shape: Shape): Value {
    const known = sizeOf(shape.filter((extent) => extent !== -1));
    const target = shape.map((extent) => (extent === -1 ? sizeOf(this.shape) / known : extent));
    return sameShape(target, this.shape) ? this : apply('reshape', [this], { shape: target })[0]!;
  }
  /** Axis `i` of the result is axis `permutation[i]` of this; by default the order of all axes is reversed. */
  transpose(permutation: readonly number[] = this.shape.map((_, axis) => axis).reverse()): Value {
    const resolved = permutation.map((axis) => resolveAxis(axis, this.shape.length, 'transpose'));
    return resolved.every((axis, i) => axis === i) && resolved.length === this.shape.length
      ? this
      : apply('transpose', [this], { permutation: resolved })[0]!;
  }
  /** The elements from `starts` up to but not including `ends`, per axis. */
  slice(starts: readonly number[], ends: readonly number[]): Value {
    const whole = sameShape(ends, this.shape) && starts.every((start) => start === 0);
    return whole && starts.length === ends.length ? this : apply('slice', [this], { starts, ends })[0]!;
  }
  /** The elements of one axis from `start` to `end`. */
  sliceAxis(axis: number, start: number, end: number): Value {
    const along = resolveAxis(axis, this.shape.length, 'slice');
    return this.slice(
      this.shape.map((_, i) => (i === along ? start : 0)),
      this.shape.map((extent, i) => (i === along ? end : extent)),
    );
  }
  /** Puts zeros around. */
  pad(before: readonly number[], after: readonly number[]): Value {
    const nowhere = this.shape.map(() => 0);
    return sameShape(before, nowhere) && sameShape(after, nowhere)
      ? this
      : apply('pad', [this], { before, after })[0]!;
  }
  /** Equal parts by their number, or parts of the given sizes, along an axis (the last by default). */
  split<const P extends number | readonly number[]>(parts: P, axis = -1): Parts<P> {
    const along = resolveAxis(axis, this.shape.length, 'split');
    const extent = this.shape[along]!;
    if (typeof parts === 'number' && extent % parts !== 0) {
      throw new ArgumentError(
        `split: axis ${along} has extent ${extent}, which ${parts} equal parts do not make up.`,
      );
    }
    const sizes: readonly number[] =
      typeof parts === 'number' ? new Array<number>(parts).fill(extent / parts) : parts;
    return apply('split', [this], { axis: along, sizes }) as Parts<P>;
  }
  /** Puts values one after the other along an axis; this value only says where it is recorded. */
  concatAll(values: readonly Value[], axis: number): Value {
    return apply('concat', values, { axis })[0]!;
  }
  /** Repeats along new leading axes and along axes of extent 1. */
  broadcast(shape: Shape): Value {
    return sameShape(shape, this.shape) ? this : apply('broadcast', [this], { shape })[0]!;
  }
  /** Reverses the order along some axes. */
  flip(axes: Axes): Value {
    return apply('reverse', [this], {
      axes: resolveAxes(axes, this.shape.length, 'flip'),
    })[0]!;
  }

  // Reductions

  /** The sum over some axes, by default over all. */
  sum(axes?: Axes, options: ReduceOptions = {}): Value {
    return this.#reduce('sum', axes, options);
  }
  /** The largest element over some axes, by default over all. */
  max(axes?: Axes, options: ReduceOptions = {}): Value {
    return this.#reduce('max', axes, options);
  }
  /** The mean over some axes, by default over all. */
  mean(axes?: Axes, options: ReduceOptions = {}): Value {
    const resolved = resolveAxes(axes, this.shape.length, 'mean');
    const count = sizeOf(resolved.map((axis) => this.shape[axis]!));
    return this.#reduce('sum', resolved, options).mul(1 / count);
  }
  /** log Σ exp(x), without overflow. */
  logSumExp(axes?: Axes, options: ReduceOptions = {}): Value {
    const resolved = resolveAxes(axes, this.shape.length, 'logSumExp');
    // a row of −∞ only has no finite maximum to subtract
    const largest = this.#reduce('max', resolved, {
      keepDims: true,
    }).stopGradient();
    const shift = largest.abs().less(Infinity).select(largest, 0);
    const total = this.sub(shift).exp().sum(resolved, { keepDims: true }).log().add(shift);
    return options.keepDims ? total : total.reshape(this.shape.filter((_, axis) => !resolved.includes(axis)));
  }
  /** exp(x) / Σ exp(x). */
  softmax(axis = -1): Value {
    const exponentials = this.sub(this.max(axis, { keepDims: true }).stopGradient()).exp();
    return exponentials.div(exponentials.sum(axis, { keepDims: true }));
  }
  /** log softmax(x), without overflow. */
  logSoftmax(axis = -1): Value {
    // the largest goes first: where it is huge, the logarithm of the sum would drown in it
    const centred = this.sub(this.max(axis, { keepDims: true }).stopGradient());
    return centred.sub(centred.exp().sum(axis, { keepDims: true }).log());
  }
  /** Index of the largest element along an axis (i32), the first one at a tie. */
  argmax(axis = -1): Value {
    return apply('argmax', [this], {
      axis: resolveAxis(axis, this.shape.length, 'argmax'),
    })[0]!;
  }

  // Products

  /**
   * Matrix product of the last two axes, `[…, M, K] · […, K, N]`. Leading axes broadcast, and a single matrix on the
   * right multiplies all rows of the left at once.
   */
  matmul(other: Value, { transposeLeft = false, transposeRight = false }: MatmulOptions = {}): Value {
    const attributes = { transposeLeft, transposeRight };
    checkInner(this.shape, other.shape, attributes);
    const [leftBatch, rightBatch] = [this.shape.slice(0, -2), other.shape.slice(0, -2)];
    if (sameShape(leftBatch, rightBatch)) return apply('matmul', [this, other], attributes)[0]!;
    if (other.shape.length === 2 && !transposeLeft) {
      const rows = this.reshape([sizeOf(this.shape.slice(0, -1)), this.shape.at(-1)!]);
      const product = apply('matmul', [rows, other], attributes)[0]!;
      return product.reshape([...this.shape.slice(0, -1), product.shape[1]!]);
    }
    const use = `matmul of ${formatShape(this.shape)} and ${formatShape(other.shape)}, leading axes`;
    const batch = broadcastShapes(leftBatch, rightBatch, use);
    const left = this.broadcast([...batch, ...this.shape.slice(-2)]);
    const right = other.broadcast([...batch, ...other.shape.slice(-2)]);
    return apply('matmul', [left, right], attributes)[0]!;
  }

  // Indices

  /** Rows of this table `[rows, …]` at the i32 `indices`: an embedding. */
  gather(indices: Value): Value {
    return apply('gather', [this, indices], {})[0]!;
  }
  /** Zeros `[rows, …]` with each update added at its index; this value holds the indices. */
  scatterAdd(updates: Value, rows: number): Value {
    return apply('scatterAdd', [this, updates], { rows })[0]!;
  }
  /** 1 at each index and 0 elsewhere, along a new last axis of extent `classes`. */
  oneHot(classes: number): Value {
    const positions = apply('iota', [], {
      shape: [...this.shape, classes],
      axis: this.shape.length,
    })[0]!;
    return this.reshape([...this.shape, 1])
      .equal(positions)
      .convert('f32');
  }
  /** Zeros of this shape and dtype. */
  zeros(): Value {
    return apply('fill', [], {
      value: 0,
      shape: this.shape,
      dtype: this.dtype,
    })[0]!;
  }

  #unary(op: Unary): Value {
    return apply(op, [this], {})[0]!;
  }
  #binary(op: Binary, other: Operand, swapped = false): Value {
    const shape = broadcastShapes(this.shape, shapeOf(other), op);
    const operands = [this.broadcast(shape), this.#operand(op, other, shape, this.dtype)];
    return apply(op, swapped ? operands.reverse() : operands, {})[0]!;
  }
  #operand(op: Op, operand: Operand, shape: Shape, dtype: DType): Value {
    if (operand instanceof Value) return operand.broadcast(shape);
    if (dtype === 'i32' && !Number.isInteger(operand)) {
      throw new ArgumentError(
        `${op}: an i32 value takes integers, but got ${operand}; convert the value with .convert('f32').`,
      );
    }
    return apply('fill', [], { value: operand, shape, dtype })[0]!;
  }
  #reduce(op: 'sum' | 'max', axes: Axes | undefined, { keepDims = false }: ReduceOptions): Value {
    const resolved = resolveAxes(axes, this.shape.length, op);
    if (resolved.length === 0) return this;
    const reduced = apply(op, [this], { axes: resolved })[0]!;
    return keepDims ? reduced.reshape(keptAxes(this.shape, resolved)) : reduced;
  }
}

const shapeOf = (operand: Operand): Shape => (operand instanceof Value ? operand.shape : []);
