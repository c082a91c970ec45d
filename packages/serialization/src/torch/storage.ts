import { formatBytes, formatShape, sizeOf, stridesOf, tensor, type Shape, type Tensor } from '@sluice/math';
import { elementTypes, type ElementType } from '../element-types.js';
import { FormatError } from '../format-error.js';
import { quote } from '../text.js';
import { PyForeign } from './pickle/values.js';

/** PyTorch's dtypes that can be read, and what they are called among the element types. */
export const dtypes: ReadonlyMap<string, string> = new Map([
  ['float64', 'F64'],
  ['float32', 'F32'],
  ['float16', 'F16'],
  ['bfloat16', 'BF16'],
  ['int64', 'I64'],
  ['int32', 'I32'],
  ['int16', 'I16'],
  ['int8', 'I8'],
  ['uint32', 'U32'],
  ['uint16', 'U16'],
  ['uint8', 'U8'],
  ['bool', 'BOOL'],
]);

/** How one element of a dtype is stored. */
export const elementOf = (dtype: string): ElementType => elementTypes.get(dtypes.get(dtype)!)!;

/** The bytes that tensors are views of. In the older format they come only after the pickle. */
export class StorageRef extends PyForeign {
  readonly foreign = 'a storage';
  bytes: (() => Uint8Array) | undefined;

  constructor(
    readonly key: string,
    /** The dtype of its elements; absent where a tensor says it. */
    readonly dtype: string | undefined,
    /** How many elements, or bytes where there is no dtype, it says that it holds. */
    readonly count: number,
  ) {
    super();
  }
}

/** A tensor as the file describes it: a view of a storage. */
export class TensorRef extends PyForeign {
  readonly foreign = 'a tensor';

  constructor(
    readonly storage: StorageRef,
    readonly dtype: string,
    /** Where its first element stands in the storage; this and the strides are counted in elements. */
    readonly offset: number,
    readonly shape: Shape,
    readonly strides: readonly number[],
  ) {
    super();
  }
}

/** More axes than PyTorch has. */
const MAX_RANK = 64;

/** Makes tensors of views, as many elements in all as a file of some length may ask for. */
export class TensorMaker {
  readonly #made = new Map<TensorRef, Tensor>();
  readonly #limit: number;
  #elements = 0;

  /** @param fileLength - a view may show an element many times over, so that few bytes could ask for a lot of memory. */
  constructor(fileLength: number) {
    this.#limit = 2 ** 24 + 4 * fileLength;
  }

  /** The tensor; one that the file refers to several times is one here, too. */
  make(ref: TensorRef, name: string): Tensor {
    const known = this.#made.get(ref);
    if (known) return known;
    const made = this.#copy(ref, (problem) => {
      throw new FormatError(`PyTorch file: tensor ${quote(name)} ${problem}.`);
    });
    this.#made.set(ref, made);
    return made;
  }

  #copy(ref: TensorRef, fail: (problem: string) => never): Tensor {
    const { dtype, offset, shape, strides } = ref;
    if (shape.length !== strides.length || shape.length > MAX_RANK) {
      fail(`has ${shape.length} axes, but ${strides.length} strides`);
    }
    const size = shape.includes(0) ? 0 : sizeOf(shape);
    this.#elements += size;
    if (this.#elements > this.#limit) {
      fail(
        `of shape ${quote(formatShape(shape))} and those before it have ${this.#elements} elements, too many for the ` +
          `length of the file; if it is an expanded one, save tensor.clone() instead`,
      );
    }
    const element = elementOf(dtype);
    const bytes = this.#bytesOf(ref, fail);
    const reach =
      size === 0 ? 0 : offset + 1 + shape.reduce((sum, extent, i) => sum + (extent - 1) * strides[i]!, 0);
    const held = Math.floor(bytes.length / element.bytes);
    if (reach > held) fail(`reaches to element ${reach} of a storage that holds ${held}`);
    const packed = isContiguous(shape, strides)
      ? bytes.subarray(offset * element.bytes, (offset + size) * element.bytes)
      : gather(bytes, ref, size, element.bytes);
    const data = element.decode(viewOf(packed), size, (index, value) =>
      fail(
        `holds ${value} as its element ${index}, which does not fit in ${element.dtype}; ` +
          `convert or leave out the tensor where the file is made`,
      ),
    );
    return tensor(data, shape);
  }

  #bytesOf({ storage, dtype }: TensorRef, fail: (problem: string) => never): Uint8Array {
    const bytes = storage.bytes?.();
    if (!bytes) return fail(`is a view of the storage ${quote(storage.key)}, which the file does not hold`);
    const said = storage.count * (storage.dtype === undefined ? 1 : elementOf(dtype).bytes);
    if (said > bytes.length) {
      fail(
        `is a view of the storage ${quote(storage.key)}, which should take ${formatBytes(said)}, but has ` +
          `${formatBytes(bytes.length)}; the file is damaged`,
      );
    }
    return bytes;
  }
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

/** Whether the elements stand one behind the other, row-major; the stride of an axis of one element does not matter. */
function isContiguous(shape: Shape, strides: readonly number[]): boolean {
  const rowMajor = stridesOf(shape);
  return shape.includes(0) || shape.every((extent, axis) => extent === 1 || strides[axis] === rowMajor[axis]);
}

/** Copies the elements of a view, `width` bytes each, into row-major order. */
function gather(
  bytes: Uint8Array,
  { offset, shape, strides }: TensorRef,
  size: number,
  width: number,
): Uint8Array {
  const packed = new Uint8Array(size * width);
  const index = shape.map(() => 0);
  let from = offset;
  for (let i = 0; i < size; i++) {
    for (let byte = 0; byte < width; byte++) packed[i * width + byte] = bytes[from * width + byte]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return packed;
}
