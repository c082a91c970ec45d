import type { AttributeProto, NodeProto } from '../proto/messages.js';

/** The nodes that some outputs follow from, in their order. */
export function wantedNodes(nodes: readonly NodeProto[], outputs: readonly string[]): NodeProto[] {
  const wanted = new Set(outputs);
  const kept: NodeProto[] = [];
  for (const node of [...nodes].reverse()) {
    if (!node.output.some((name) => wanted.has(name))) continue;
    kept.push(node);
    addNames(node, wanted);
  }
  return kept.reverse();
}

/** All names that a node reads, those in its graphs included; names made within them do no harm. */
function addNames(node: NodeProto, names: Set<string>): void {
  for (const name of node.input) names.add(name);
  for (const attribute of node.attribute) {
    for (const graph of graphsOf(attribute)) {
      for (const { name } of graph.output) names.add(name);
      for (const inner of graph.node) addNames(inner, names);
    }
  }
}

const graphsOf = ({ g, graphs }: AttributeProto): AttributeProto['graphs'] => (g ? [g, ...graphs] : graphs);
