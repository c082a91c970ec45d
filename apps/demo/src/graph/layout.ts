import { graphlib, layout as arrange } from '@dagrejs/dagre';
import type { CellGraph, GraphEdge, GraphNode } from './cell-graph.js';
import { edgePath, type Point } from './edge-path.js';
import { sizesOf, type Sizes } from './node-size.js';

export interface PlacedNode {
  readonly node: GraphNode;
  /** Its middle. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedEdge {
  readonly edge: GraphEdge;
  /** The way of an SVG path. */
  readonly path: string;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

const margin = 14;
const [columnGap, rowGap, laneGap] = [40, 20, 26];
const givenKinds: readonly string[] = ['input', 'state'];
const resultKinds: readonly string[] = ['next-state', 'output'];
const [start, end] = ['(start)', '(end)'];

/**
 * Places a cell's nodes from left to right, what is given in the first column and what comes out in the last. Each state that
 * goes straight on has a lane of its own at the top, one under the other.
 */
export function layoutOf(graph: CellGraph): Layout {
  const sizes = sizesOf(graph.nodes);
  const columns = arranged(graph, sizes);
  const lanes = lanesOf(graph);
  const isBody = (id: string): boolean => !lanes.has(id);
  const at = (id: string): { x: number; y: number; width: number; height: number } => {
    const { x, y, width, height } = columns.node(id) as PlacedNode;
    return { x, y, width, height };
  };
  // of the places between columns, which dagre keeps for labels, none is needed
  const waypoints = (edge: GraphEdge): Point[] =>
    (columns.edge(edge.from, edge.to) as { points: Point[] }).points
      .slice(1, -1)
      .filter((_, i) => i % 2 === 1);

  const laneHeights = heightsOf(sizes, lanes);
  const laneTops = laneHeights.map((_, i) =>
    laneHeights.slice(0, i).reduce((sum, height) => sum + height + laneGap, margin),
  );
  const bodyTop = laneHeights.reduce((sum, height) => sum + height + laneGap, margin);
  const settle = closeGaps([
    ...graph.nodes
      .filter(({ id }) => isBody(id))
      .map(({ id }): [number, number] => {
        const { y, height } = at(id);
        return [y - height / 2, y + height / 2];
      }),
    ...graph.edges.flatMap((edge) => waypoints(edge).map(({ y }): [number, number] => [y - 4, y + 4])),
  ]);

  const xs = (kinds: readonly string[]): number[] =>
    graph.nodes.filter(({ kind }) => kinds.includes(kind)).map(({ id }) => at(id).x);
  const [firstColumn, lastColumn] = [Math.min(...xs(givenKinds)), Math.max(...xs(resultKinds))];
  /** A lane runs from the first column to the last, wherever its operations stand. */
  const laneEnd = ({ kind }: GraphNode, x: number): number =>
    kind === 'state' ? firstColumn : kind === 'next-state' ? lastColumn : x;

  const nodes = graph.nodes.map((node): PlacedNode => {
    const lane = lanes.get(node.id);
    const { y, ...rest } = at(node.id);
    return {
      node,
      ...rest,
      x: lane === undefined ? rest.x : laneEnd(node, rest.x),
      y: lane === undefined ? bodyTop + settle(y) : laneTops[lane]! + laneHeights[lane]! / 2,
    };
  });
  const placed = new Map(nodes.map((node) => [node.node.id, node]));
  const edges = graph.edges.map((edge): PlacedEdge => {
    const [from, to] = [placed.get(edge.from)!, placed.get(edge.to)!];
    const isAlongLane = lanes.has(edge.from) && lanes.get(edge.from) === lanes.get(edge.to);
    const between = isAlongLane ? [] : waypoints(edge).map(({ x, y }) => ({ x, y: bodyTop + settle(y) }));
    return { edge, path: edgePath(from, to, between, lanes.has(edge.to) && !isAlongLane) };
  });
  const reach = (of: (node: PlacedNode) => number): number => Math.max(...nodes.map(of)) + margin;
  return {
    width: reach(({ x, width }) => x + width / 2),
    height: reach(({ y, height }) => y + height / 2),
    nodes,
    edges,
  };
}

/** Columns and rows as dagre finds them, with what is given and what comes out held at the ends. */
function arranged({ nodes, edges }: CellGraph, sizes: Sizes): InstanceType<typeof graphlib.Graph> {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: rowGap, edgesep: 22, ranksep: columnGap, marginx: margin });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const id of [start, end]) graph.setNode(id, { width: 0, height: 0 });
  // what stands on a state's way is named first, which keeps it at the top
  for (const node of [
    ...nodes.filter(({ statePath }) => statePath),
    ...nodes.filter(({ statePath }) => !statePath),
  ]) {
    graph.setNode(node.id, { ...sizes.get(node.id) });
    if (givenKinds.includes(node.kind)) graph.setEdge(start, node.id, { weight: 30 });
    if (resultKinds.includes(node.kind)) graph.setEdge(node.id, end, { weight: 30 });
  }
  for (const { from, to, statePath } of edges) graph.setEdge(from, to, { weight: statePath ? 12 : 1 });
  arrange(graph);
  const first = Math.min(...nodes.map(({ id }) => left(graph.node(id) as PlacedNode)));
  for (const { id } of nodes) (graph.node(id) as { x: number }).x += margin - first;
  for (const edge of graph.edges()) {
    for (const point of (graph.edge(edge) as { points: { x: number }[] }).points) point.x += margin - first;
  }
  return graph;
}

const left = ({ x, width }: PlacedNode): number => x - width / 2;

/** The lane of each node that stands on a state's way, the longest way at the top. */
function lanesOf({ nodes, states }: CellGraph): Map<string, number> {
  const ways = states
    .map((state) => nodes.filter(({ statePath }) => statePath === state))
    .filter((way) => way.length > 1)
    .sort((a, b) => b.length - a.length);
  return new Map(ways.flatMap((way, lane) => way.map(({ id }) => [id, lane] as const)));
}

function heightsOf(sizes: Sizes, lanes: ReadonlyMap<string, number>): number[] {
  const heights: number[] = [];
  for (const [id, lane] of lanes) heights[lane] = Math.max(heights[lane] ?? 0, sizes.get(id)!.height);
  return heights;
}

/** Where a height comes to lie when the gaps that nothing stands in are no wider than they have to be. */
function closeGaps(taken: readonly [number, number][]): (y: number) => number {
  const sorted = taken.toSorted(([a], [b]) => a - b);
  const moves: { readonly from: number; readonly by: number }[] = [];
  let [reached, by] = [sorted[0]?.[0] ?? 0, -(sorted[0]?.[0] ?? 0)];
  moves.push({ from: -Infinity, by });
  for (const [top, bottom] of sorted) {
    if (top - reached > rowGap) {
      by -= top - reached - rowGap;
      moves.push({ from: top, by });
    }
    reached = Math.max(reached, bottom);
  }
  return (y) => y + moves.findLast(({ from }) => y >= from)!.by;
}
