import type { GraphEdge, GraphNode } from './cell-graph.js';

interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/**
 * Marks the way that each state takes to what it is in the next step: number by number, without a gate on it, as the memory of
 * an LSTM goes. Where no state has such a way, as in a plain RNN, the shortest one through weights is marked.
 */
export function markStatePaths(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  states: readonly string[],
): Graph {
  const isGate = new Set(nodes.filter(({ kind }) => kind === 'gate').map(({ id }) => id));
  const open = edges.filter(({ from, to }) => !isGate.has(from) && !isGate.has(to));
  const direct = states.map((state) =>
    shortest(
      open.filter(({ isDirect }) => isDirect),
      state,
    ),
  );
  const paths = direct.some((path) => path.length > 0)
    ? direct
    : states.map((state) => shortest(open, state));

  const ofNode = new Map<string, string>();
  const ofEdge = new Map<GraphEdge, string>();
  paths.forEach((path, i) => {
    for (const edge of path) {
      ofEdge.set(edge, states[i]!);
      for (const id of [edge.from, edge.to]) if (!ofNode.has(id)) ofNode.set(id, states[i]!);
    }
  });
  return {
    nodes: nodes.map((node) => (ofNode.has(node.id) ? { ...node, statePath: ofNode.get(node.id)! } : node)),
    edges: edges.map((edge) => (ofEdge.has(edge) ? { ...edge, statePath: ofEdge.get(edge)! } : edge)),
  };
}

/** The edges of the shortest way from a state to the next; none where there is none. */
function shortest(edges: readonly GraphEdge[], state: string): GraphEdge[] {
  const start = `state:${state}`;
  const cameBy = new Map<string, GraphEdge>();
  const reached = new Set([start]);
  for (const node of reached) {
    for (const edge of edges) {
      if (edge.from !== node || reached.has(edge.to)) continue;
      reached.add(edge.to);
      cameBy.set(edge.to, edge);
    }
  }
  const path: GraphEdge[] = [];
  let edge = cameBy.get(`next-state:${state}`);
  while (edge) {
    path.unshift(edge);
    edge = cameBy.get(edge.from);
  }
  return path;
}
