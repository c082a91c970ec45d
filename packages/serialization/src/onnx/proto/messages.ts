/**
 * The messages of an ONNX file as plain data, after the public `onnx.proto` (IR version 11).
 *
 * What the file leaves out is `''` for a text, `[]` for a list and undefined for all else. Integers are numbers: beyond 2⁵³,
 * where ONNX uses them only for "to the end", they are rounded.
 */

export interface ModelProto {
  readonly irVersion?: number;
  readonly producerName: string;
  readonly producerVersion: string;
  readonly domain: string;
  readonly modelVersion?: number;
  readonly docString: string;
  readonly graph?: GraphProto;
  readonly opsetImport: readonly OperatorSetIdProto[];
  readonly metadataProps: readonly StringStringEntryProto[];
  readonly functions: readonly FunctionProto[];
}

export interface OperatorSetIdProto {
  readonly domain: string;
  readonly version?: number;
}

export interface StringStringEntryProto {
  readonly key: string;
  readonly value: string;
}

export interface GraphProto {
  readonly node: readonly NodeProto[];
  readonly name: string;
  readonly initializer: readonly TensorProto[];
  readonly docString: string;
  readonly input: readonly ValueInfoProto[];
  readonly output: readonly ValueInfoProto[];
  readonly valueInfo: readonly ValueInfoProto[];
  readonly sparseInitializer: readonly SparseTensorProto[];
}

export interface NodeProto {
  /** Names of values; an empty one is an input that was omitted. */
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly name: string;
  readonly opType: string;
  readonly attribute: readonly AttributeProto[];
  readonly docString: string;
  readonly domain: string;
  readonly overload: string;
}

export interface AttributeProto {
  readonly name: string;
  readonly f?: number;
  readonly i?: number;
  readonly s?: Uint8Array;
  readonly t?: TensorProto;
  readonly g?: GraphProto;
  readonly floats: ArrayLike<number>;
  readonly ints: ArrayLike<number>;
  readonly strings: readonly Uint8Array[];
  readonly tensors: readonly TensorProto[];
  readonly graphs: readonly GraphProto[];
  readonly docString: string;
  /** Which of the fields holds the value: one of `attributeTypes`. */
  readonly type?: number;
  /** In the body of a function: the attribute of the call that stands here. */
  readonly refAttrName: string;
  readonly sparseTensor?: SparseTensorProto;
}

export interface FunctionProto {
  readonly name: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly string[];
  readonly node: readonly NodeProto[];
  readonly docString: string;
  readonly opsetImport: readonly OperatorSetIdProto[];
  readonly domain: string;
  /** Attributes with the value that they have where a call gives none. */
  readonly attributeProto: readonly AttributeProto[];
  readonly overload: string;
}

export interface TensorProto {
  readonly dims: ArrayLike<number>;
  /** One of `dataTypes`. */
  readonly dataType?: number;
  readonly segment?: SegmentProto;
  readonly floatData: ArrayLike<number>;
  /** Small integers, and the bits of 16-bit floats. */
  readonly int32Data: ArrayLike<number>;
  readonly stringData: readonly Uint8Array[];
  readonly int64Data: ArrayLike<number>;
  readonly name: string;
  /** The numbers, little-endian: a view of the file, not a copy. */
  readonly rawData?: Uint8Array;
  readonly doubleData: ArrayLike<number>;
  readonly uint64Data: ArrayLike<number>;
  readonly docString: string;
  /** Where the numbers are when they stand in another file: `location`, `offset`, `length`. */
  readonly externalData: readonly StringStringEntryProto[];
  /** 1 when the numbers stand in another file. */
  readonly dataLocation?: number;
}

export interface SegmentProto {
  readonly begin?: number;
  readonly end?: number;
}

export interface SparseTensorProto {
  readonly values?: TensorProto;
  readonly indices?: TensorProto;
  readonly dims: ArrayLike<number>;
}

export interface ValueInfoProto {
  readonly name: string;
  readonly type?: TypeProto;
  readonly docString: string;
}

/** The type of a value; what is no tensor (a sequence, a map) has no `tensorType`. */
export interface TypeProto {
  readonly tensorType?: TensorTypeProto;
  readonly denotation: string;
}

export interface TensorTypeProto {
  /** One of `dataTypes`. */
  readonly elemType?: number;
  readonly shape?: TensorShapeProto;
}

export interface TensorShapeProto {
  readonly dim: readonly DimensionProto[];
}

/** A size, or a name for one that is known only when the model runs, or neither. */
export interface DimensionProto {
  readonly dimValue?: number;
  readonly dimParam: string;
  readonly denotation: string;
}

/** Every message by name. */
export interface Messages {
  readonly ModelProto: ModelProto;
  readonly OperatorSetIdProto: OperatorSetIdProto;
  readonly StringStringEntryProto: StringStringEntryProto;
  readonly GraphProto: GraphProto;
  readonly NodeProto: NodeProto;
  readonly AttributeProto: AttributeProto;
  readonly FunctionProto: FunctionProto;
  readonly TensorProto: TensorProto;
  readonly SegmentProto: SegmentProto;
  readonly SparseTensorProto: SparseTensorProto;
  readonly ValueInfoProto: ValueInfoProto;
  readonly TypeProto: TypeProto;
  readonly TensorTypeProto: TensorTypeProto;
  readonly TensorShapeProto: TensorShapeProto;
  readonly DimensionProto: DimensionProto;
}

/** A message to be written, in which anything may be left out. */
export type Draft<T> = T extends string | number | Uint8Array
  ? T
  : T extends readonly (infer Element)[]
    ? readonly Draft<Element>[]
    : T extends ArrayLike<number>
      ? T
      : { readonly [K in keyof T]?: Draft<NonNullable<T[K]>> | undefined };

/** The codes of `AttributeProto.type`. */
export const attributeTypes = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  graph: 5,
  floats: 6,
  ints: 7,
  strings: 8,
  tensors: 9,
  graphs: 10,
  sparseTensor: 11,
} as const;

/** The codes of `TensorProto.dataType` and `TensorTypeProto.elemType`. */
export const dataTypes = {
  float: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  double: 11,
  uint32: 12,
  uint64: 13,
  complex64: 14,
  complex128: 15,
  bfloat16: 16,
  float8e4m3fn: 17,
  float8e4m3fnuz: 18,
  float8e5m2: 19,
  float8e5m2fnuz: 20,
  uint4: 21,
  int4: 22,
  float4e2m1: 23,
} as const;
