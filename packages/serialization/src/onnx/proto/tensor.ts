import { formatShape, sizeOf, type DType, type Shape, type Tensor } from '@sluice/math';
import { elementTypes } from '../../element-types.js';
import { FormatError } from '../../format-error.js';
import { quote } from '../../text.js';
import { readExternalData, type ExternalData } from './external-data.js';
import { dataTypes, type TensorProto } from './messages.js';

/** How the numbers of a data type stand in the file. */
interface Storage {
  readonly dtype: DType;
  /** Bytes of one number in `rawData`. */
  readonly bytes: number;
  /** The list that holds the numbers where there is no `rawData`. */
  readonly list: 'floatData' | 'int32Data' | 'int64Data' | 'doubleData' | 'uint64Data';
  readonly element: string;
  /** In the list stand the numbers' bits, not the numbers. */
  readonly bits?: boolean;
}

const storages = new Map<number, Storage>([
  [dataTypes.float, { dtype: 'f32', bytes: 4, list: 'floatData', element: 'F32' }],
  [dataTypes.double, { dtype: 'f32', bytes: 8, list: 'doubleData', element: 'F64' }],
  [dataTypes.float16, { dtype: 'f32', bytes: 2, list: 'int32Data', element: 'F16', bits: true }],
  [dataTypes.bfloat16, { dtype: 'f32', bytes: 2, list: 'int32Data', element: 'BF16', bits: true }],
  [dataTypes.int64, { dtype: 'i32', bytes: 8, list: 'int64Data', element: 'I64' }],
  [dataTypes.uint64, { dtype: 'i32', bytes: 8, list: 'uint64Data', element: 'U64' }],
  [dataTypes.int32, { dtype: 'i32', bytes: 4, list: 'int32Data', element: 'I32' }],
  [dataTypes.uint32, { dtype: 'i32', bytes: 4, list: 'uint64Data', element: 'U32' }],
  [dataTypes.int16, { dtype: 'i32', bytes: 2, list: 'int32Data', element: 'I16' }],
  [dataTypes.uint16, { dtype: 'i32', bytes: 2, list: 'int32Data', element: 'U16' }],
  [dataTypes.int8, { dtype: 'i32', bytes: 1, list: 'int32Data', element: 'I8' }],
  [dataTypes.uint8, { dtype: 'i32', bytes: 1, list: 'int32Data', element: 'U8' }],
  [dataTypes.bool, { dtype: 'i32', bytes: 1, list: 'int32Data', element: 'BOOL' }],
]);

/** The dtype that numbers of an ONNX data type are read as; undefined for texts, complex numbers and quantized ones. */
export const dtypeOf = (dataType: number | undefined): DType | undefined =>
  storages.get(dataType ?? 0)?.dtype;

/** What a data type is called: `float16`. */
export function typeName(dataType: number | undefined): string {
  const named = Object.entries(dataTypes).find(([, code]) => code === dataType);
  return named?.[0] ?? `type ${dataType ?? 0}`;
}

/**
 * Reads the numbers of a tensor: f32 for all floats, i32 for all integers and truth values. An integer that stands for
 * "without end" becomes the last one of 32 bits.
 *
 * @throws FormatError when the numbers do not fill the tensor's shape, or do not fit.
 */
export function readTensor(tensor: TensorProto, files: ExternalData = {}): Tensor {
  const fail = (problem: string): never => {
    throw new FormatError(`ONNX: tensor ${quote(tensor.name)} ${problem}.`);
  };
  const storage =
    storages.get(tensor.dataType ?? 0) ??
    fail(`holds numbers of ${typeName(tensor.dataType)}, which cannot be read`);
  const shape = readShape(tensor, fail);
  if (tensor.segment) fail('is one piece of a larger tensor, which cannot be read');
  const raw = tensor.dataLocation === 1 ? readExternalData(tensor, files) : tensor.rawData;
  const size = sizeOf(shape);
  const found = raw ? raw.length / storage.bytes : tensor[storage.list].length;
  if (found !== size) {
    fail(`has shape ${quote(formatShape(shape))} and so ${size} numbers, but holds ${found}`);
  }
  const data = raw ? readRaw(raw, storage, size, fail) : readList(tensor[storage.list], storage, fail);
  return { shape, dtype: storage.dtype, data };
}

function readShape({ dims }: TensorProto, fail: (problem: string) => never): Shape {
  const shape = Array.from(dims);
  if (shape.length > 32 || !shape.every((extent) => Number.isSafeInteger(extent) && extent >= 0)) {
    fail(`has the shape ${quote(formatShape(shape.slice(0, 33)))}, which is none`);
  }
  return shape;
}

type Data = Float32Array | Int32Array;

function readRaw(
  bytes: Uint8Array,
  { element }: Storage,
  size: number,
  fail: (problem: string) => never,
): Data {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (element === 'I64' || element === 'U64') {
    const high = (at: number): number =>
      element === 'I64' ? view.getInt32(at, true) : view.getUint32(at, true);
    const number = (i: number): number => high(8 * i + 4) * 2 ** 32 + view.getUint32(8 * i, true);
    return Int32Array.from({ length: size }, (_, i) => fitInteger(number(i), i, fail));
  }
  return elementTypes.get(element)!.decode(view, size, (i, value) => misfit(i, value, fail));
}

function readList(
  list: ArrayLike<number>,
  { element, dtype, bits }: Storage,
  fail: (problem: string) => never,
): Data {
  if (bits) {
    const bytes = new Uint8Array(2 * list.length);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < list.length; i++) view.setUint16(2 * i, list[i]!, true);
    return elementTypes.get(element)!.decode(view, list.length, (i, value) => misfit(i, value, fail));
  }
  if (dtype === 'i32') return Int32Array.from(list, (value, i) => fitInteger(value, i, fail));
  const data = Float32Array.from(list);
  const at = data.findIndex((value, i) => !Number.isFinite(value) && Number.isFinite(list[i]!));
  if (at !== -1) misfit(at, list[at]!, fail);
  return data;
}

/** Where ends are left open, exporters write the greatest or the least i64. */
function fitInteger(value: number, index: number, fail: (problem: string) => never): number {
  if (Math.abs(value) >= 2 ** 62) return value < 0 ? -(2 ** 31) : 2 ** 31 - 1;
  if ((value | 0) !== value) misfit(index, value, fail);
  return value;
}

const misfit = (index: number, value: number, fail: (problem: string) => never): never =>
  fail(`holds ${value} at position ${index}, which does not fit into 32 bits`);
