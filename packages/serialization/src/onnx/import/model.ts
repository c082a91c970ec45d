import { ArgumentError, type Tensor } from '@sluice/math';
import { FormatError } from '../../format-error.js';
import { createRecord } from '../../safetensors/header.js';
import { decodeModel } from '../proto/decode.js';
import type { ExternalData } from '../proto/external-data.js';
import {
  dataTypes,
  type FunctionProto,
  type GraphProto,
  type NodeProto,
  type OperatorSetIdProto,
  type TensorProto,
} from '../proto/messages.js';
import { readTensor, typeName } from '../proto/tensor.js';
import { Budget } from './budget.js';
import type { Item } from './item.js';
import type { RecurrentNode } from './recurrent/node.js';

/** Versions of the operations' meaning, by domain. */
export type Opsets = ReadonlyMap<string, number>;

/** A model that has been read, with what stands beside it. */
export interface OnnxModel {
  readonly graph: GraphProto;
  readonly opsets: Opsets;
  readonly functions: readonly FunctionProto[];
  /** The function that a node calls, if it does. */
  /** What the file says beside, by name. */
  readonly metadata: Readonly<Record<string, string>>;
  functionOf(node: NodeProto): FunctionProto | undefined;
  readTensor(tensor: TensorProto): Tensor;
  readonly budget: Budget;
  /** What follows from the file alone, by the names of nodes, once it was computed. */
  readonly folded: Map<string, readonly Item[]>;
  /** Recurrent nodes that were read, by their names. */
  readonly recurrent: Map<string, RecurrentNode>;
  /** Types of floats that were read and are not f32. */
  readonly converted: ReadonlySet<string>;
}

/** The operations of ONNX itself, whose domain has two names. */
export const standardDomain = (domain: string): string => (domain === 'ai.onnx' ? '' : domain);

/** Reads the bytes of a model and finds its parts; nothing is computed yet. */
export function openModel(bytes: Uint8Array, externalData: ExternalData): OnnxModel {
  if (!ArrayBuffer.isView(bytes) || bytes.BYTES_PER_ELEMENT !== 1) {
    throw new ArgumentError('ONNX: takes a Uint8Array; make one with new Uint8Array(buffer).');
  }
  const { graph, opsetImport, metadataProps, functions } = decodeModel(bytes);
  const opsets = readOpsets(opsetImport);
  if (!graph || !opsets.has('')) {
    throw new FormatError(
      `ONNX: the file has no ${graph ? 'opset' : 'graph'}; it is damaged, or no ONNX model.`,
    );
  }
  const byName = new Map(functions.map((each) => [keyOf(each.domain, each.name, each.overload), each]));
  const metadata = createRecord<string>();
  for (const { key, value } of metadataProps) metadata[key] = value;
  const converted = new Set<string>();
  const read = new Map<TensorProto, Tensor>();
  const budget = new Budget(bytes.length);
  return {
    graph,
    opsets,
    functions,
    metadata,
    functionOf: ({ domain, opType, overload }) => byName.get(keyOf(domain, opType, overload)),
    readTensor: (tensor) => {
      const before = read.get(tensor);
      if (before) return before;
      const { double, float16, bfloat16 } = dataTypes;
      if ([double, float16, bfloat16].some((type) => type === tensor.dataType)) {
        converted.add(typeName(tensor.dataType));
      }
      const numbers = readTensor(tensor, externalData);
      budget.allow(numbers.data.length);
      read.set(tensor, numbers);
      return numbers;
    },
    budget,
    folded: new Map(),
    recurrent: new Map(),
    converted,
  };
}

export const readOpsets = (imports: readonly OperatorSetIdProto[]): Opsets =>
  new Map(imports.map(({ domain, version }) => [standardDomain(domain), version ?? 1]));

const keyOf = (domain: string, name: string, overload: string): string =>
  JSON.stringify([standardDomain(domain), name, overload]);
