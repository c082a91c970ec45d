import type { SequenceLayer } from '@sluice/cell';
import {
  ArgumentError,
  formatShape,
  sameShape,
  ShapeError,
  sizeOf,
  type Spec,
  type Tensor,
} from '@sluice/math';
import { listNames } from './messages.js';

/** Number of rows and of steps of a sequence. */
export interface SequenceSize {
  readonly batch: number;
  readonly time: number;
}

/** `f32[2, 3]`, or what else came. */
export function describeTensor(value: unknown): string {
  if (isTensor(value)) return `${value.dtype}${formatShape(value.shape)}`;
  const fromJson = typeof value === 'object' && value !== null && 'data' in value;
  return `${typeof value} (not a tensor${fromJson ? ': its data is no typed array, and JSON keeps none' : ''})`;
}

const isTensor = (value: unknown): value is Tensor =>
  typeof value === 'object' &&
  value !== null &&
  'data' in value &&
  (value.data instanceof Float32Array || value.data instanceof Int32Array) &&
  'shape' in value &&
  Array.isArray(value.shape);

/**
 * Checks that a tensor has a shape and dtype and, if it holds f32 numbers, that all of them are finite.
 *
 * @param what - how messages name it: `predict: x`.
 * @param leading - names of the leading axes, for messages: `batch, time`.
 */
export function checkTensor(what: string, value: unknown, expected: Spec, leading = ''): void {
  if (
    !isTensor(value) ||
    value.dtype !== expected.dtype ||
    !sameShape(value.shape, expected.shape) ||
    value.data.length !== sizeOf(expected.shape)
  ) {
    const axes = leading === '' ? '' : ` (${leading})`;
    throw new ShapeError(
      `${what} must be ${expected.dtype}${formatShape(expected.shape)}${axes}, but got ${describeTensor(value)}.`,
    );
  }
  checkFinite(what, value.data, value.shape);
}

/** Throws on the first number that is NaN or infinite, saying where it stands. */
export function checkFinite(what: string, data: Float32Array | Int32Array, shape: readonly number[]): void {
  if (data instanceof Int32Array || areFinite(data)) return;
  const at = data.findIndex((number) => !Number.isFinite(number));
  throw new ArgumentError(
    `${what} holds ${data[at]} at ${formatShape(indexOf(at, shape))}; it must hold finite numbers.`,
  );
}

/** Numbers that are checked in one call: short calls are compiled as a whole, while one long loop is replaced as it runs. */
const stretch = 1024;

function areFinite(data: Float32Array): boolean {
  for (let from = 0; from < data.length; from += stretch) {
    if (!areFiniteIn(data, from, Math.min(from + stretch, data.length))) return false;
  }
  return true;
}

/** Every batch is checked, so this is quick: x − x is 0 for each finite number and NaN for all others; two sums at once. */
function areFiniteIn(data: Float32Array, from: number, end: number): boolean {
  let [even, odd] = [0, 0];
  for (let i = from; i < end - 1; i += 2) {
    even += data[i]! - data[i]!;
    odd += data[i + 1]! - data[i + 1]!;
  }
  const last = data[end - 1]!;
  return even + odd + (last - last) === 0;
}

function indexOf(position: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  for (const extent of [...shape].reverse()) {
    index.unshift(position % extent);
    position = Math.floor(position / extent);
  }
  return index;
}

/**
 * Checks the input of a layer over a sequence, `[batch, time, …]`.
 *
 * @returns its size, and the shape and dtype of one step of one row.
 */
export function checkSequence(
  where: string,
  layer: SequenceLayer,
  x: unknown,
): { readonly size: SequenceSize; readonly input: Spec } {
  if (!isTensor(x)) {
    throw new ShapeError(
      `${where}: x must be a tensor, but got ${describeTensor(x)}; make one with tensor(data, shape).`,
    );
  }
  const [batch = 0, time = 0, ...rest] = x.shape;
  const input = layer.input ?? { shape: rest, dtype: x.dtype };
  if (x.dtype !== input.dtype || x.shape.length !== input.shape.length + 2 || !sameShape(rest, input.shape)) {
    const wanted = ['batch', 'time', ...input.shape].join(', ');
    throw new ShapeError(
      `${where}: x must be ${input.dtype}[${wanted}], as ${layer.kind} takes it, ` +
        `but got ${describeTensor(x)}.${hint(x, input)}`,
    );
  }
  if (batch < 1 || time < 1) {
    throw new ShapeError(
      `${where}: x must hold at least one row and one step, but has shape ${formatShape(x.shape)}.`,
    );
  }
  checkTensor(`${where}: x`, x, { shape: [batch, time, ...input.shape], dtype: input.dtype });
  return { size: { batch, time }, input };
}

function hint(x: Tensor, input: Spec): string {
  if (x.dtype !== input.dtype) {
    return input.dtype === 'i32'
      ? ' Integers come from an Int32Array: tensor(Int32Array.from(ids), shape).'
      : ' Real numbers come from a Float32Array: tensor(Float32Array.from(numbers), shape).';
  }
  return x.shape.length === input.shape.length + 1 ? ' A single sequence is a batch of one row.' : '';
}

/** Checks the number of valid steps of each row. */
export function checkLengths(where: string, lengths: ArrayLike<number>, { batch, time }: SequenceSize): void {
  if (lengths.length !== batch) {
    throw new ShapeError(
      `${where}: lengths must hold one number for each of the ${batch} rows, but holds ${lengths.length}.`,
    );
  }
  for (let row = 0; row < batch; row++) {
    const length = lengths[row]!;
    if (!Number.isInteger(length) || length < 0 || length > time) {
      throw new ArgumentError(
        `${where}: lengths[${row}] is ${length}, but must be an integer from 0 to ${time}, the number of steps.`,
      );
    }
  }
}

/** Checks that a state has the layer's names and shapes. */
export function checkState(
  where: string,
  layer: SequenceLayer,
  state: Readonly<Record<string, Tensor>>,
  batch: number,
): void {
  const names = Object.keys(layer.state);
  const given = Object.keys(state);
  if (given.length !== names.length || names.some((name) => !Object.hasOwn(state, name))) {
    throw new ArgumentError(
      `${where}: the state must have the names ${listNames(names)}, but got ${listNames(given)}.`,
    );
  }
  for (const name of names) {
    const shape = [batch, ...layer.state[name]!];
    checkTensor(`${where}: state "${name}"`, state[name], { shape, dtype: 'f32' }, 'batch first');
  }
}
