import type { Value } from '@sluice/math';
import { FormatError } from '../../../format-error.js';
import { axisOf } from './axes.js';
import { missing, numbersAt, type Call } from './rule.js';

/** The part of a value between starts and ends, in steps that may go backwards. */
export function slice(call: Call): Value {
  const { opset, attributes } = call;
  const read = (name: string, index: number): number[] | undefined =>
    opset < 10 ? attributes.ints(name) : numbersAt(call, index, name);
  const [starts, ends] = [read('starts', 1), read('ends', 2)];
  if (!starts || !ends) throw missing(starts ? 2 : 1);
  const axes = read('axes', 3) ?? starts.map((_, axis) => axis);
  const steps = (opset < 10 ? undefined : numbersAt(call, 4, 'steps')) ?? starts.map(() => 1);
  if ([ends, axes, steps].some(({ length }) => length !== starts.length)) {
    throw new FormatError('Its starts, ends, axes and steps are not equally many.');
  }
  const x = call.value(0);
  return axes.reduce(
    (value, axis, i) =>
      sliceAxis(value, axisOf(axis, x.shape.length), { start: starts[i]!, end: ends[i]!, step: steps[i]! }),
    x,
  );
}

interface Range {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** As in NumPy: what lies beyond the ends is cut off, and what is negative counts from the end. */
function sliceAxis(x: Value, axis: number, { start, end, step }: Range): Value {
  if (step === 0) throw new FormatError('Its step is 0.');
  const extent = x.shape[axis]!;
  if (step < 0) {
    // element i of the axis is element extent − 1 − i of it backwards
    const backwards = (at: number): number => {
      const from = Math.min(extent - 1, Math.max(-1, at < 0 ? at + extent : at));
      return extent - 1 - from;
    };
    return sliceForward(x.flip(axis), axis, backwards(start), backwards(end), -step);
  }
  const forward = (at: number): number => Math.min(extent, Math.max(0, at < 0 ? at + extent : at));
  return sliceForward(x, axis, forward(start), forward(end), step);
}

function sliceForward(x: Value, axis: number, start: number, end: number, step: number): Value {
  const part = x.sliceAxis(axis, start, Math.max(start, end));
  if (step === 1) return part;
  // every step-th element is the first of its group, once the last group is filled up
  const extent = part.shape[axis]!;
  const groups = Math.ceil(extent / step);
  if (groups <= 1) return part.sliceAxis(axis, 0, groups);
  const missing = part.shape.map((_, i) => (i === axis ? groups * step - extent : 0));
  const full = part.pad(
    part.shape.map(() => 0),
    missing,
  );
  const grouped = full.reshape([...full.shape.slice(0, axis), groups, step, ...full.shape.slice(axis + 1)]);
  const shape = part.shape.map((size, i) => (i === axis ? groups : size));
  return grouped.sliceAxis(axis + 1, 0, 1).reshape(shape);
}
