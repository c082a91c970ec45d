import { sizeOf, tensor, type Tensor } from '@sluice/math';
import { elementTypes } from '../element-types.js';
import { FormatError } from '../format-error.js';
import { describe, type Settings } from '../keras/config/settings.js';
import { quote } from '../text.js';

/** A weight as the manifest lists it. */
export interface ListedWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  /** What its numbers were packed into. */
  readonly quantization: Quantization | undefined;
  readonly isOptimizers: boolean;
}

interface Quantization {
  readonly dtype: string;
  readonly scale: number;
  readonly min: number;
}

/** The weights of a model, and the names of the files that they stand in. */
export interface Manifest {
  readonly paths: readonly string[];
  readonly weights: readonly ListedWeight[];
}

/** What the dtypes of TensorFlow.js are among `elementTypes`. */
const stored: ReadonlyMap<string, string> = new Map([
  ['float32', 'F32'],
  ['float16', 'F16'],
  ['int32', 'I32'],
  ['uint16', 'U16'],
  ['uint8', 'U8'],
  ['bool', 'BOOL'],
]);

/** Reads the manifest of a `model.json`. */
export function readManifest(model: Settings): Manifest {
  const groups = model.list('weightsManifest').map((group) => model.inner(group, 'a group of weights'));
  return {
    paths: groups.flatMap((group) => group.list('paths')).map(asText),
    weights: groups.flatMap((group) =>
      group.list('weights').map((entry) => readListed(group.inner(entry, 'a weight'))),
    ),
  };
}

function asText(path: unknown): string {
  if (typeof path === 'string') return path;
  throw new FormatError(`TensorFlow.js: a path of the manifest must be a text, but is ${describe(path)}.`);
}

function readListed(entry: Settings): ListedWeight {
  const name = entry.text('name');
  const shape = entry.list('shape');
  if (!shape.every((size): size is number => Number.isSafeInteger(size) && (size as number) >= 0)) {
    throw new FormatError(`TensorFlow.js: the shape of ${quote(name)} must be integers of at least 0.`);
  }
  return {
    name,
    shape,
    dtype: entry.text('dtype'),
    quantization: entry.has('quantization')
      ? readQuantization(entry.inner(entry.get('quantization')))
      : undefined,
    isOptimizers: entry.get('group') === 'optimizer',
  };
}

function readQuantization(settings: Settings): Quantization {
  const dtype = settings.text('dtype');
  // half precision is not scaled
  const isScaled = dtype !== 'float16';
  const [scale, min] = [
    settings.number('scale', isScaled ? NaN : 1),
    settings.number('min', isScaled ? NaN : 0),
  ];
  if (!Number.isFinite(scale) || !Number.isFinite(min)) {
    throw new FormatError(
      `TensorFlow.js: a weight in ${dtype} needs the numbers scale and min, which are not there.`,
    );
  }
  return { dtype, scale, min };
}

/** Where a weight stands among all bytes. */
export interface PlacedWeight extends ListedWeight {
  readonly begin: number;
  readonly end: number;
}

/** Finds where each weight stands: one behind the other, to the last byte. */
export function placeWeights(weights: readonly ListedWeight[], bytes: Uint8Array): PlacedWeight[] {
  let at = 0;
  const placed = weights.map((weight) => {
    const begin = at;
    at += byteLength(weight, bytes, begin);
    if (!(at <= bytes.length)) {
      throw new FormatError(
        `TensorFlow.js: ${quote(weight.name)} should be bytes ${begin} to ${at}, but there are only ${bytes.length}; ` +
          `a file is missing or cut off.`,
      );
    }
    return { ...weight, begin, end: at };
  });
  if (at !== bytes.length) {
    throw new FormatError(`TensorFlow.js: the weights take ${at} bytes, but the files hold ${bytes.length}.`);
  }
  return placed;
}

function byteLength(
  { name, shape, dtype, quantization }: ListedWeight,
  bytes: Uint8Array,
  begin: number,
): number {
  if (!quantization && dtype === 'string') return textLength(sizeOf(shape), bytes, begin);
  if (!quantization && dtype === 'complex64') return 8 * sizeOf(shape);
  return elementOf(name, quantization?.dtype ?? dtype).bytes * sizeOf(shape);
}

function elementOf(name: string, dtype: string) {
  const element = elementTypes.get(stored.get(dtype) ?? '');
  if (element) return element;
  throw new FormatError(
    `TensorFlow.js: ${quote(name)} has the dtype ${quote(dtype)}, but only ${[...stored.keys()].join(', ')} can be read.`,
  );
}

/** Texts stand one behind the other, each with its length before it. */
function textLength(count: number, bytes: Uint8Array, begin: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = begin;
  for (let i = 0; i < count && at <= bytes.length; i++) {
    at += at + 4 <= bytes.length ? 4 + view.getUint32(at, true) : Infinity;
  }
  return at - begin;
}

/** Reads the numbers of a weight; `conversions` is told what becomes of them. */
export function readWeight(
  bytes: Uint8Array,
  { name, shape, dtype, quantization, begin, end }: PlacedWeight,
  conversions: Set<string>,
): Tensor {
  const element = elementOf(name, quantization?.dtype ?? dtype);
  const view = new DataView(bytes.buffer, bytes.byteOffset + begin, end - begin);
  const data = element.decode(view, sizeOf(shape), (index, value) => {
    throw new FormatError(
      `TensorFlow.js: element ${index} of ${quote(name)} is ${value}, which is no ${dtype}.`,
    );
  });
  if (!quantization) return tensor(data, shape);
  conversions.add(
    quantization.dtype === 'float16'
      ? 'widened from float16 to float32'
      : `unpacked from ${quantization.dtype}`,
  );
  const { scale, min } = quantization;
  const numbers = Float64Array.from(data, (value) => value * scale + min);
  if (dtype === 'float32') return tensor(Float32Array.from(numbers), shape);
  return tensor(Int32Array.from(numbers, Math.round), shape);
}
