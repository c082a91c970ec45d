import { broadcastShapes, concat, formatShape, sizeOf, tensor, type Shape, type Value } from '@sluice/math';
import { FormatError } from '../../../format-error.js';
import { axesOf, axisOf } from './axes.js';
import { missing, numbersAt, shapeOf, type Call, type Rule } from './rule.js';
import { slice } from './slice.js';

/** Operations that put the same numbers into another order or shape. */
export const shapes: Readonly<Record<string, Rule>> = {
  Reshape: (call) => [call.value(0).reshape(newShape(call))],
  Transpose: (call) => [call.value(0).transpose(call.attributes.ints('perm'))],
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Flatten: (call) => {
    const x = call.value(0);
    const axis = call.attributes.int('axis', 1);
    const rows = x.shape.slice(0, axis === x.shape.length ? axis : axisOf(axis, x.shape.length));
    const columns = x.shape.slice(rows.length);
    return [x.reshape([sizeOf(rows), sizeOf(columns)])];
  },
  Slice: (call) => [slice(call)],
  Concat: (call) => {
    const values = call.inputs.map((_, i) => call.value(i));
    const [first] = values;
    if (!first) throw missing(0);
    const axis = call.attributes.int('axis') ?? (call.opset < 4 ? 1 : NaN);
    return [concat(values, axisOf(axis, first.shape.length))];
  },
  Split: split,
  Gather: gather,
  Expand: (call) => {
    const x = call.value(0);
    return [x.broadcast(broadcastShapes(x.shape, knownShape(call, 1), 'Expand'))];
  },
  Tile: tile,
  Pad: pad,
  Shape: (call) => {
    const shape = shapeOf(call, 0);
    const [start, end] = [call.attributes.int('start', 0), call.attributes.int('end')];
    return [tensor(Int32Array.from(shape.slice(start, end)))];
  },
  Size: (call) => [tensor(Int32Array.of(sizeOf(shapeOf(call, 0))), [])],
};

/** An input that is a shape. */
export function knownShape(call: Call, index: number): Shape {
  const shape = numbersAt(call, index, 'sizes');
  if (!shape) throw missing(index);
  if (shape.length <= 32 && shape.every((extent) => extent >= 0)) return shape;
  throw new FormatError(`The sizes ${formatShape(shape.slice(0, 33))} are none.`);
}

/** A 0 keeps the extent that stands there, a −1 takes what is left. */
function newShape(call: Call): Shape {
  const before = shapeOf(call, 0);
  const given = call.opset < 5 ? call.attributes.ints('shape') : numbersAt(call, 1, 'sizes');
  if (!given) throw missing(1);
  const keepsZero = call.attributes.int('allowzero', 0) !== 0;
  const shape = given.map((extent, axis) => (extent === 0 && !keepsZero ? (before[axis] ?? 0) : extent));
  const open = shape.filter((extent) => extent === -1).length;
  const knownSize = sizeOf(shape.filter((extent) => extent !== -1));
  const rest = sizeOf(before) / knownSize;
  const filled = shape.map((extent) => (extent === -1 ? rest : extent));
  if (open > 1 || sizeOf(filled) !== sizeOf(before) || !filled.every((n) => Number.isInteger(n) && n >= 0)) {
    throw new FormatError(
      `It should give ${formatShape(before)} the shape ${formatShape(given)}, which has not as many numbers.`,
    );
  }
  return filled;
}

function squeeze(call: Call): Value[] {
  const x = call.value(0);
  const axes = axesOf(call, { rank: x.shape.length, index: 1, since: 13 });
  if (!axes && !call.folding) {
    throw new FormatError(
      'It drops every axis of extent 1 and names none, so that it would drop a batch of one too.',
    );
  }
  const dropped = axes ?? x.shape.flatMap((extent, axis) => (extent === 1 ? [axis] : []));
  if (dropped.some((axis) => x.shape[axis] !== 1)) {
    throw new FormatError(
      `It drops the axes ${formatShape(dropped)} of ${formatShape(x.shape)}, which are not all 1.`,
    );
  }
  return [x.reshape(x.shape.filter((_, axis) => !dropped.includes(axis)))];
}

function unsqueeze(call: Call): Value[] {
  const x = call.value(0);
  const count = (call.opset < 13 ? call.attributes.ints('axes') : numbersAt(call, 1, 'axes'))?.length ?? 0;
  if (count > 32) throw new FormatError(`It adds ${count} axes.`);
  const axes = axesOf(call, { rank: x.shape.length + count, index: 1, since: 13 });
  if (!axes) throw missing(1);
  const shape = [...x.shape];
  for (const axis of axes.sort((a, b) => a - b)) shape.splice(axis, 0, 1);
  return [x.reshape(shape)];
}

function split(call: Call): readonly Value[] {
  const x = call.value(0);
  const axis = axisOf(call.attributes.int('axis', 0), x.shape.length);
  const given = call.opset < 13 ? call.attributes.ints('split') : numbersAt(call, 1, 'parts');
  if (given) return x.split(given, axis);
  const parts = call.attributes.int('num_outputs', call.outputs);
  const extent = x.shape[axis]!;
  const size = Math.ceil(extent / parts);
  if (!(parts > 0 && parts <= Math.max(1, extent)) || size * (parts - 1) > extent) {
    throw new FormatError(`It splits an axis of ${extent} into ${parts} parts.`);
  }
  return x.split(
    Array.from({ length: parts }, (_, i) => Math.min(size, extent - i * size)),
    axis,
  );
}

function gather(call: Call): Value[] {
  const x = call.value(0);
  const rank = x.shape.length;
  const axis = axisOf(call.attributes.int('axis', 0), rank);
  const extent = x.shape[axis]!;
  const given = call.inputs[1];
  if (!given) throw missing(1);
  if ('tensor' in given) {
    const [index = 0] = given.tensor.data;
    const at = index < 0 ? index + extent : index;
    if (given.tensor.data.length === 1) {
      if (at < 0 || at >= extent) throw new FormatError(`It takes element ${index} of an axis of ${extent}.`);
      const shape = [...x.shape.slice(0, axis), ...given.tensor.shape, ...x.shape.slice(axis + 1)];
      return [x.sliceAxis(axis, at, at + 1).reshape(shape)];
    }
  }
  const indices = call.value(1);
  const table = x.transpose([axis, ...x.shape.flatMap((_, i) => (i === axis ? [] : [i]))]);
  const found = table.gather(indices.less(0).select(indices.add(extent), indices));
  // the axes of the indices take the place of the axis that they select from
  const width = indices.shape.length;
  const order = found.shape.map((_, i) => (i < axis ? width + i : i < axis + width ? i - axis : i));
  return [found.transpose(order)];
}

function tile(call: Call): Value[] {
  const x = call.value(0);
  const repeats = knownShape(call, 1);
  if (repeats.length !== x.shape.length)
    throw new FormatError('It does not say how often to repeat each axis.');
  const apart = x.reshape(x.shape.flatMap((extent) => [1, extent]));
  const repeated = apart.broadcast(x.shape.flatMap((extent, axis) => [repeats[axis]!, extent]));
  return [repeated.reshape(x.shape.map((extent, axis) => extent * repeats[axis]!))];
}

/** Zeros, or another number, around; a negative count cuts away. */
function pad(call: Call): Value[] {
  const x = call.value(0);
  const { attributes, opset } = call;
  if (attributes.string('mode', 'constant') !== 'constant') {
    throw new FormatError(`It pads with numbers of its input, mode "${attributes.string('mode', '')}".`);
  }
  const rank = x.shape.length;
  const pads = opset < 11 ? attributes.ints('pads') : numbersAt(call, 1, 'pads');
  const axes = axesOf(call, { rank, index: 3, since: 0 }) ?? x.shape.map((_, axis) => axis);
  if (pads?.length !== 2 * axes.length) throw new FormatError('It does not say how much to pad each axis.');
  const [value = 0] = opset < 11 ? [attributes.float('value', 0)] : (numbersAt(call, 2, 'values') ?? []);
  const [before, after] = [0, axes.length].map((start) =>
    x.shape.map((_, axis) => {
      const at = axes.indexOf(axis);
      return at === -1 ? 0 : pads[start + at]!;
    }),
  ) as [number[], number[]];
  const kept = x.slice(
    before.map((count) => Math.max(0, -count)),
    after.map((count, axis) => x.shape[axis]! - Math.max(0, -count)),
  );
  const around = (counts: readonly number[]): number[] => counts.map((count) => Math.max(0, count));
  if (value === 0) return [kept.pad(around(before), around(after))];
  return [kept.sub(value).pad(around(before), around(after)).add(value)];
}
