import { decodeModel } from '../../../src/onnx/proto/decode.js';
import type { GraphProto, NodeProto } from '../../../src/onnx/proto/messages.js';

/** The nodes of a graph and of all graphs in it. */
export const allNodes = ({ node }: GraphProto): NodeProto[] =>
  node.flatMap((one) => [one, ...one.attribute.flatMap(({ g }) => (g ? allNodes(g) : []))]);

/** The graph of a file. */
export const graphOf = (file: Uint8Array): GraphProto => decodeModel(file).graph!;

/** The operators of a file's graph in order; those in the graphs in it are left out. */
export const operatorsOf = (file: Uint8Array): string[] => graphOf(file).node.map(({ opType }) => opType);
