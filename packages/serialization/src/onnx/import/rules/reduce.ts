import type { Value } from '@sluice/math';
import { FormatError } from '../../../format-error.js';
import { axesOf, axisOf } from './axes.js';
import type { Call, Rule } from './rule.js';

interface Reduction {
  /** Since which opset the axes stand in an input. */
  readonly since?: number;
  readonly compute: (x: Value, axes: readonly number[]) => Value;
}

/** Every axis that is reduced stays with an extent of 1 until the node's `keepdims` has its say. */
const keepDims = { keepDims: true };

const reduction =
  ({ since = 18, compute }: Reduction): Rule =>
  (call) => {
    const x = call.value(0);
    const rank = x.shape.length;
    const given = axesOf(call, { rank, index: 1, since });
    const none = given === undefined || given.length === 0;
    const isApart = call.attributes.int('noop_with_empty_axes', 0) !== 0;
    const axes = !none ? given : isApart ? [] : x.shape.map((_, axis) => axis);
    const kept = compute(x, axes);
    if (call.attributes.int('keepdims', 1) !== 0) return [kept];
    return [kept.reshape(x.shape.filter((_, axis) => !axes.includes(axis)))];
  };

/** Operations that make one number of many. */
export const reductions: Readonly<Record<string, Rule>> = {
  ReduceSum: reduction({ since: 13, compute: (x, axes) => x.sum(axes, keepDims) }),
  ReduceMean: reduction({ compute: (x, axes) => x.mean(axes, keepDims) }),
  ReduceMax: reduction({ compute: (x, axes) => x.max(axes, keepDims) }),
  ReduceMin: reduction({ compute: (x, axes) => x.neg().max(axes, keepDims).neg() }),
  ReduceProd: reduction({ compute: product }),
  ReduceL1: reduction({ compute: (x, axes) => x.abs().sum(axes, keepDims) }),
  ReduceL2: reduction({ compute: (x, axes) => x.square().sum(axes, keepDims).sqrt() }),
  ReduceSumSquare: reduction({ compute: (x, axes) => x.square().sum(axes, keepDims) }),
  ReduceLogSum: reduction({ compute: (x, axes) => x.sum(axes, keepDims).log() }),
  ReduceLogSumExp: reduction({ compute: (x, axes) => x.logSumExp(axes, keepDims) }),
  ArgMax: (call) => [argmax(call, call.value(0))],
  ArgMin: (call) => [argmax(call, call.value(0).neg())],
  Softmax: softmax((x) => x.softmax()),
  LogSoftmax: softmax((x) => x.logSoftmax()),
};

/** Products of few numbers, as there are in shapes. */
function product(x: Value, axes: readonly number[]): Value {
  return axes.reduce((value, axis) => {
    const extent = value.shape[axis]!;
    if (extent === 0 || extent > 64)
      throw new FormatError(`It multiplies ${extent} numbers with each other.`);
    return value.split(extent, axis).reduce((a, b) => a.mul(b));
  }, x);
}

function argmax({ attributes }: Call, x: Value): Value {
  if (attributes.int('select_last_index', 0) !== 0) {
    throw new FormatError('Of equal numbers it takes the last, but Sluice takes the first.');
  }
  const axis = axisOf(attributes.int('axis', 0), x.shape.length);
  const index = x.argmax(axis);
  if (attributes.int('keepdims', 1) === 0) return index;
  return index.reshape(x.shape.map((extent, i) => (i === axis ? 1 : extent)));
}

/** Until opset 13 all axes from the given one on were taken as one. */
function softmax(compute: (x: Value) => Value): Rule {
  return (call) => {
    const x = call.value(0);
    const rank = x.shape.length;
    if (call.opset >= 13) {
      const axis = axisOf(call.attributes.int('axis', -1), rank);
      const order = x.shape.map((_, i) => (i === axis ? rank - 1 : i === rank - 1 ? axis : i));
      return [compute(x.transpose(order)).transpose(order)];
    }
    const axis = axisOf(call.attributes.int('axis', 1), rank);
    const flat = x.reshape([...x.shape.slice(0, axis), x.shape.slice(axis).reduce((a, b) => a * b, 1)]);
    return [compute(flat).reshape(x.shape)];
  };
}
