import { dataTypes } from '../proto/messages.js';
import type { Extent } from './extent.js';

/** The types of the file that are needed: numbers as in Sluice, truth values, and shapes and indices. */
export type ElementType = 'f32' | 'i32' | 'i64' | 'bool';

/** Their codes in the file. */
export const elementCodes = {
  f32: dataTypes.float,
  i32: dataTypes.int32,
  i64: dataTypes.int64,
  bool: dataTypes.bool,
} as const satisfies Record<ElementType, number>;

/** Stored numbers. */
export type Data = Float32Array | Int32Array | readonly number[];

/** A value of the file. Its identity is its name: two terms are the same if they are the same object. */
export interface Term {
  readonly type: ElementType;
  readonly shape: readonly Extent[];
  /** Where it is made; what stands inside of that graph sees it too. */
  readonly graph: Graph;
  /** What the file should call it; a name of its own is made up where there is none. */
  readonly name?: string | undefined;
  /** Its numbers, where they are stored. */
  readonly data?: Data | undefined;
}

/** What a node is told beside its inputs. */
export type Attribute =
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly string: string }
  | { readonly strings: readonly string[] }
  | { readonly graph: Graph };

/** One application of an ONNX operator. */
export interface Node {
  readonly operator: string;
  readonly name?: string | undefined;
  /** An input that is left out is undefined. */
  readonly inputs: readonly (Term | undefined)[];
  readonly outputs: readonly Term[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** What a graph gives, under a name where others look for it. */
export interface Output {
  readonly term: Term;
  readonly name?: string | undefined;
}

/** A graph being written: that of the model, or the body of a `Scan` in it. */
export interface Graph {
  /** How many graphs it stands in. */
  readonly depth: number;
  readonly inputs: Term[];
  readonly nodes: Node[];
  readonly outputs: Output[];
}

export const createGraph = (depth: number): Graph => ({ depth, inputs: [], nodes: [], outputs: [] });

/** The graph without what its outputs do not need, and so with the graphs in it. */
export function pruned(graph: Graph): Graph {
  const live = new Set(graph.outputs.map(({ term }) => term));
  const nodes: Node[] = [];
  for (const node of [...graph.nodes].reverse()) {
    if (!node.outputs.some((output) => live.has(output))) continue;
    const kept = { ...node, attributes: mapGraphs(node.attributes, pruned) };
    for (const term of readBy(kept)) live.add(term);
    nodes.push(kept);
  }
  return { ...graph, nodes: nodes.reverse() };
}

/** All that a node reads, in the graphs in it too. */
export function readBy({ inputs, attributes }: Node): Term[] {
  const bodies = Object.values(attributes).flatMap((attribute) =>
    'graph' in attribute ? [attribute.graph] : [],
  );
  return [
    ...inputs.filter((input) => input !== undefined),
    ...bodies.flatMap(({ nodes, outputs }) => [...nodes.flatMap(readBy), ...outputs.map(({ term }) => term)]),
  ];
}

const mapGraphs = (attributes: Node['attributes'], change: (graph: Graph) => Graph): Node['attributes'] =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, attribute]) => [
      name,
      'graph' in attribute ? { graph: change(attribute.graph) } : attribute,
    ]),
  );
