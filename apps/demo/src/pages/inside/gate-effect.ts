import type { CellGraph, GraphNode } from '../../graph/cell-graph.js';
import { isOpening } from '../../graph/opening.js';

/** What a gate does to a state that goes straight on: multiplies it, or makes room for something else by 1 minus it. */
export type Effect = 'keeps' | 'replaces' | 'other';

export interface GateEffect {
  readonly effect: Effect;
  /** The state that it keeps or replaces. */
  readonly state?: string;
  /** Whether it runs from 0, shut, to 1, open. */
  readonly opens: boolean;
  /** Whether another gate is computed from it. */
  readonly feedsGate: boolean;
}

/** Reads off a cell's graph what a gate does there, since the same name means opposite things in different papers. */
export function gateEffect(graph: CellGraph, gate: string): GateEffect {
  const { id, range } = graph.nodes.find((node) => node.gate === gate)!;
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const readersOf = (from: string): GraphNode[] =>
    graph.edges.filter((edge) => edge.from === from).map(({ to }) => byId.get(to)!);
  const kept = readersOf(id).find((node) => scales(graph, node));
  const rest = readersOf(id)
    .filter(({ label }) => label === '1 −')
    .flatMap((node) => readersOf(node.id))
    .find((node) => scales(graph, node));
  const state = (kept ?? rest)?.statePath;
  return {
    effect: kept ? 'keeps' : rest ? 'replaces' : 'other',
    ...(state !== undefined && { state }),
    opens: isOpening({ range }),
    feedsGate: reaches(graph, id),
  };
}

/** Whether a node multiplies a state that has come to it number by number. */
function scales(graph: CellGraph, node: GraphNode): boolean {
  if (node.label !== '×' || node.statePath === undefined) return false;
  let at = node.id;
  for (;;) {
    const edge = graph.edges.find(({ to, statePath }) => to === at && statePath === node.statePath);
    if (!edge) return at === `state:${node.statePath}`;
    if (!edge.isDirect) return false;
    at = edge.from;
  }
}

/** Whether a way leads from a node to a gate. */
function reaches({ nodes, edges }: CellGraph, from: string): boolean {
  const gates = new Set(nodes.filter(({ kind }) => kind === 'gate').map(({ id }) => id));
  const seen = new Set([from]);
  for (const at of seen) {
    for (const edge of edges) if (edge.from === at) seen.add(edge.to);
  }
  return [...seen].some((id) => id !== from && gates.has(id));
}
