import { encodeModel } from '../proto/encode.js';
import { encodeGraph } from './encode-graph.js';
import { pruned, type Graph } from './graph.js';

/** The operators' version that files are written for: the first that has all of them, LayerNormalization the last to come. */
export const opset = 17;

/** The file format's version that came with it. */
const irVersion = 8;

/** What a file says of itself. */
export interface Colophon {
  readonly name: string;
  readonly description: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A graph as the bytes of an ONNX file, without what its outputs do not need. */
export const encodeFile = (graph: Graph, { name, description, metadata }: Colophon): Uint8Array =>
  encodeModel({
    irVersion,
    producerName: 'sluice',
    producerVersion: '0.1.0',
    docString: description,
    opsetImport: [{ domain: '', version: opset }],
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    graph: encodeGraph(pruned(graph), name),
  });
