import type { Messages } from './messages.js';

export type MessageName = keyof Messages;
export type NumberKind = 'int32' | 'int64' | 'uint64' | 'float' | 'double';
export type Kind = NumberKind | 'string' | 'bytes' | MessageName;

/** How one field of a message stands in the file. */
export interface Field<K extends Kind = Kind, L extends Label = Label> {
  readonly number: number;
  readonly kind: K;
  readonly label: L;
}

/** A list of numbers is `packed` into one piece or not when written; read it may be either. */
export type Label = 'one' | 'list' | 'packed';

/** The field that can hold a property of type `V`. */
type FieldFor<V> = V extends string
  ? Field<'string', 'one'>
  : V extends number
    ? Field<NumberKind, 'one'>
    : V extends Uint8Array
      ? Field<'bytes', 'one'>
      : V extends readonly string[]
        ? Field<'string', 'list'>
        : V extends readonly Uint8Array[]
          ? Field<'bytes', 'list'>
          : V extends readonly (infer Element)[]
            ? Field<NameOf<Element>, 'list'>
            : V extends ArrayLike<number>
              ? Field<NumberKind, 'list' | 'packed'>
              : Field<NameOf<V>, 'one'>;

type NameOf<M> = {
  [N in MessageName]: Messages[N] extends M ? (M extends Messages[N] ? N : never) : never;
}[MessageName];

type Fields<M> = { readonly [P in keyof M]-?: FieldFor<NonNullable<M[P]>> };

const one = <const K extends Kind>(number: number, kind: K): Field<K, 'one'> => ({
  number,
  kind,
  label: 'one',
});
const list = <const K extends Kind>(number: number, kind: K): Field<K, 'list'> => ({
  number,
  kind,
  label: 'list',
});
const packed = <const K extends NumberKind>(number: number, kind: K): Field<K, 'packed'> => ({
  number,
  kind,
  label: 'packed',
});

/** Every field of every message: what is read and what is written. The numbers are those of `onnx.proto`. */
export const schema: { readonly [N in MessageName]: Fields<Messages[N]> } = {
  ModelProto: {
    irVersion: one(1, 'int64'),
    producerName: one(2, 'string'),
    producerVersion: one(3, 'string'),
    domain: one(4, 'string'),
    modelVersion: one(5, 'int64'),
    docString: one(6, 'string'),
    graph: one(7, 'GraphProto'),
    opsetImport: list(8, 'OperatorSetIdProto'),
    metadataProps: list(14, 'StringStringEntryProto'),
    functions: list(25, 'FunctionProto'),
  },
  OperatorSetIdProto: { domain: one(1, 'string'), version: one(2, 'int64') },
  StringStringEntryProto: { key: one(1, 'string'), value: one(2, 'string') },
  GraphProto: {
    node: list(1, 'NodeProto'),
    name: one(2, 'string'),
    initializer: list(5, 'TensorProto'),
    docString: one(10, 'string'),
    input: list(11, 'ValueInfoProto'),
    output: list(12, 'ValueInfoProto'),
    valueInfo: list(13, 'ValueInfoProto'),
    sparseInitializer: list(15, 'SparseTensorProto'),
  },
  NodeProto: {
    input: list(1, 'string'),
    output: list(2, 'string'),
    name: one(3, 'string'),
    opType: one(4, 'string'),
    attribute: list(5, 'AttributeProto'),
    docString: one(6, 'string'),
    domain: one(7, 'string'),
    overload: one(8, 'string'),
  },
  AttributeProto: {
    name: one(1, 'string'),
    f: one(2, 'float'),
    i: one(3, 'int64'),
    s: one(4, 'bytes'),
    t: one(5, 'TensorProto'),
    g: one(6, 'GraphProto'),
    floats: list(7, 'float'),
    ints: list(8, 'int64'),
    strings: list(9, 'bytes'),
    tensors: list(10, 'TensorProto'),
    graphs: list(11, 'GraphProto'),
    docString: one(13, 'string'),
    type: one(20, 'int32'),
    refAttrName: one(21, 'string'),
    sparseTensor: one(22, 'SparseTensorProto'),
  },
  FunctionProto: {
    name: one(1, 'string'),
    input: list(4, 'string'),
    output: list(5, 'string'),
    attribute: list(6, 'string'),
    node: list(7, 'NodeProto'),
    docString: one(8, 'string'),
    opsetImport: list(9, 'OperatorSetIdProto'),
    domain: one(10, 'string'),
    attributeProto: list(11, 'AttributeProto'),
    overload: one(13, 'string'),
  },
  TensorProto: {
    dims: list(1, 'int64'),
    dataType: one(2, 'int32'),
    segment: one(3, 'SegmentProto'),
    floatData: packed(4, 'float'),
    int32Data: packed(5, 'int32'),
    stringData: list(6, 'bytes'),
    int64Data: packed(7, 'int64'),
    name: one(8, 'string'),
    rawData: one(9, 'bytes'),
    doubleData: packed(10, 'double'),
    uint64Data: packed(11, 'uint64'),
    docString: one(12, 'string'),
    externalData: list(13, 'StringStringEntryProto'),
    dataLocation: one(14, 'int32'),
  },
  SegmentProto: { begin: one(1, 'int64'), end: one(2, 'int64') },
  SparseTensorProto: {
    values: one(1, 'TensorProto'),
    indices: one(2, 'TensorProto'),
    dims: list(3, 'int64'),
  },
  ValueInfoProto: { name: one(1, 'string'), type: one(2, 'TypeProto'), docString: one(3, 'string') },
  TypeProto: { tensorType: one(1, 'TensorTypeProto'), denotation: one(6, 'string') },
  TensorTypeProto: { elemType: one(1, 'int32'), shape: one(2, 'TensorShapeProto') },
  TensorShapeProto: { dim: list(1, 'DimensionProto') },
  DimensionProto: { dimValue: one(1, 'int64'), dimParam: one(2, 'string'), denotation: one(3, 'string') },
};

/** The number kinds, and how each stands in the file. */
export const wireTypes = { int32: 0, int64: 0, uint64: 0, double: 1, string: 2, bytes: 2, float: 5 } as const;

export const isNumberKind = (kind: Kind): kind is NumberKind =>
  kind in wireTypes && kind !== 'string' && kind !== 'bytes';
export const isMessage = (kind: Kind): kind is MessageName => kind in schema;
