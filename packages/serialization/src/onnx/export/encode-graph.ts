import { encodeUtf8 } from '../../text.js';
import {
  attributeTypes,
  type AttributeProto,
  type Draft,
  type GraphProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from '../proto/messages.js';
import { isConstant, nameOf, type Extent } from './extent.js';
import { elementCodes, readBy, type Attribute, type Graph, type Node, type Term } from './graph.js';

/** A graph with the graphs in it as the file holds them; every value has a name of its own. */
export function encodeGraph(graph: Graph, name: string): Draft<GraphProto> {
  const nameOfTerm = nameTerms(graph);
  const encode = (part: Graph, partName: string, stored: readonly Term[]): Draft<GraphProto> => ({
    name: partName,
    input: part.inputs.map(valueInfo),
    output: part.outputs.map(({ term }) => valueInfo(term)),
    initializer: stored.map((term) => encodeTensor(term, nameOfTerm(term))),
    node: part.nodes.map(encodeNode),
    valueInfo: part.nodes
      .flatMap(({ outputs }) => outputs)
      .filter((term) => !part.outputs.some((output) => output.term === term))
      .map(valueInfo),
  });
  const encodeNode = ({ operator, name, inputs, outputs, attributes }: Node): Draft<NodeProto> => ({
    opType: operator,
    name: name ?? nameOfTerm(outputs[0]!),
    input: inputs.map((input) => (input ? nameOfTerm(input) : '')),
    output: outputs.map(nameOfTerm),
    attribute: Object.entries(attributes).map(([key, attribute]) => ({
      name: key,
      ...encodeAttribute(attribute, operator),
    })),
  });
  const encodeAttribute = (attribute: Attribute, operator: string): Draft<AttributeProto> => {
    if ('int' in attribute) return { type: attributeTypes.int, i: attribute.int };
    if ('ints' in attribute) return { type: attributeTypes.ints, ints: attribute.ints };
    if ('float' in attribute) return { type: attributeTypes.float, f: attribute.float };
    if ('floats' in attribute) return { type: attributeTypes.floats, floats: attribute.floats };
    if ('string' in attribute) return { type: attributeTypes.string, s: encodeUtf8(attribute.string) };
    if ('strings' in attribute)
      return { type: attributeTypes.strings, strings: attribute.strings.map(encodeUtf8) };
    return { type: attributeTypes.graph, g: encode(attribute.graph, `${operator} body`, []) };
  };
  const valueInfo = (term: Term): Draft<ValueInfoProto> => ({
    name: nameOfTerm(term),
    type: { tensorType: { elemType: elementCodes[term.type], shape: { dim: term.shape.map(encodeExtent) } } },
  });
  return encode(graph, name, storedIn(graph));
}

const encodeExtent = (extent: Extent): { dimValue: number } | { dimParam: string } =>
  isConstant(extent) ? { dimValue: extent.one } : { dimParam: nameOf(extent) };

/** The stored numbers that are read anywhere, in the order of their use. */
const storedIn = (graph: Graph): Term[] => [
  ...new Set(graph.nodes.flatMap(readBy).filter(({ data }) => data !== undefined)),
];

/** Gives every term a name: the one it asks for where that is free. */
function nameTerms(graph: Graph): (term: Term) => string {
  const names = new Map<Term, string>();
  const taken = new Set<string>();
  const give = (term: Term, wish: string): void => {
    if (names.has(term)) return;
    let name = wish;
    for (let i = 2; taken.has(name); i++) name = `${wish}_${i}`;
    taken.add(name);
    names.set(term, name);
  };
  const giveAll = ({ inputs, nodes, outputs }: Graph, where: string): void => {
    for (const input of inputs) give(input, input.name ?? `${where}in`);
    for (const { term, name } of outputs) if (name !== undefined) give(term, name);
    for (const node of nodes) {
      for (const term of node.inputs) if (term?.data) give(term, term.name ?? 'constant');
      for (const attribute of Object.values(node.attributes)) {
        if ('graph' in attribute) giveAll(attribute.graph, `${where}body.`);
      }
      for (const output of node.outputs) give(output, output.name ?? `${where}${node.operator}`);
    }
  };
  giveAll(graph, '');
  return (term) => names.get(term)!;
}

function encodeTensor({ type, shape, data = [] }: Term, name: string): Draft<TensorProto> {
  return {
    name,
    dims: shape.map(({ one }) => one),
    dataType: elementCodes[type],
    rawData: encodeNumbers(data),
  };
}

/** Numbers as the file holds them, little-endian; what is no typed array is 64-bit integers. */
function encodeNumbers(data: Term['data'] & object): Uint8Array {
  const width = 'BYTES_PER_ELEMENT' in data ? 4 : 8;
  const bytes = new Uint8Array(data.length * width);
  const view = new DataView(bytes.buffer);
  if (data instanceof Float32Array) {
    // as bits, so that a NaN keeps its payload
    const words = new Uint32Array(data.buffer, data.byteOffset, data.length);
    for (let i = 0; i < words.length; i++) view.setUint32(4 * i, words[i]!, true);
  } else if (data instanceof Int32Array) {
    for (let i = 0; i < data.length; i++) view.setInt32(4 * i, data[i]!, true);
  } else {
    data.forEach((number, i) => view.setBigInt64(8 * i, BigInt(number), true));
  }
  return bytes;
}
