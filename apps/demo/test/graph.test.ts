import { defineCell, type Cell, type CellEntry } from '@sluice/cell';
import { gru, registry as grus } from '@sluice/gru';
import { lstm, registry as lstms } from '@sluice/lstm';
import { rnn, registry as rnns } from '@sluice/rnn';
import { registry as zoo } from '@sluice/zoo';
import { describe, expect, it } from 'vitest';
import { cellGraph, type CellGraph } from '../src/graph/cell-graph.js';
import { formulaText } from '../src/graph/formula.js';
import { layoutOf, type PlacedNode } from '../src/graph/layout.js';

const registries: readonly Readonly<Record<string, CellEntry>>[] = [rnns, lstms, grus, zoo];
const sizes = { inputSize: 4, hiddenSize: 8 };
const cells: [string, Cell][] = registries.flatMap((registry) =>
  Object.entries(registry).map(([name, { create }]): [string, Cell] => [name, create(sizes)]),
);

const equationsOf = ({ equations }: CellGraph): string[] =>
  equations.map(({ name, formula }) => `${formulaText([name])} = ${formulaText(formula)}`);
const idsOf = (graph: CellGraph, keep: (node: CellGraph['nodes'][number]) => boolean): string[] =>
  graph.nodes.filter(keep).map(({ id }) => id);
/** The labels along a state's path. */
function pathOf({ nodes, edges }: CellGraph, state: string): string[] {
  const label = new Map(nodes.map((node) => [node.id, node.label]));
  const path = [`state:${state}`];
  for (;;) {
    const edge = edges.find(({ from, statePath }) => from === path.at(-1) && statePath === state);
    if (!edge) return path.map((id) => label.get(id)!);
    path.push(edge.to);
  }
}
/** What the nodes read whose label is this, by label. */
const readsOf = ({ nodes, edges }: CellGraph, wanted: string): string[] =>
  nodes
    .filter(({ label }) => label === wanted)
    .map(({ id }) =>
      edges
        .filter(({ to }) => to === id)
        .map(({ from }) => nodes.find((node) => node.id === from)!.label)
        .sort()
        .join(', '),
    )
    .sort();

it('has all registered cells to look at', () => {
  expect(cells.length).toBeGreaterThanOrEqual(51);
});

describe.each(cells)('the graph of %s', (name, cell) => {
  const graph = cellGraph(cell);

  it('has every gate and every state before and after the step', () => {
    const shown = graph.nodes.flatMap(({ kind, label }) => (kind === 'gate' ? label.split(' = ') : []));
    expect(shown.sort()).toEqual([...graph.gates].sort());
    for (const state of Object.keys(cell.state)) {
      expect(idsOf(graph, ({ kind, label }) => kind === 'state' && label === state)).toHaveLength(1);
      expect(idsOf(graph, ({ kind, label }) => kind === 'next-state' && label === `${state}′`)).toHaveLength(
        1,
      );
    }
    const isOut = graph.nodes.filter(({ kind, isOutput }) => kind === 'output' || isOutput === true);
    expect(isOut.length).toBeGreaterThanOrEqual(1);
  });

  it('has every parameter, in nodes and in equations', () => {
    const known = new Set(graph.nodes.flatMap(({ parameters }) => parameters));
    expect([...known].sort()).toEqual(Object.keys(cell.params).sort());
    const read = new Set(
      graph.equations.flatMap(({ formula }) =>
        formula.flatMap(({ text, role }) => (role === 'parameter' ? [text] : [])),
      ),
    );
    expect([...read].sort()).toEqual(Object.keys(cell.params).sort());
  });

  it('runs from what is given to what comes out, and never in circles', () => {
    const order = new Map(graph.nodes.map(({ id }, i) => [id, i]));
    expect(order.size).toBe(graph.nodes.length);
    const leads = (forth: boolean, from: readonly string[]): Set<string> => {
      const reached = new Set(from);
      for (const id of reached) {
        for (const edge of graph.edges) {
          const [start, end] = forth ? [edge.from, edge.to] : [edge.to, edge.from];
          if (start === id) reached.add(end);
        }
      }
      return reached;
    };
    const given = idsOf(graph, ({ kind }) => kind === 'input' || kind === 'state');
    const results = idsOf(graph, ({ kind }) => ['next-state', 'output', 'gate'].includes(kind));
    expect(leads(true, given)).toEqual(new Set(order.keys()));
    expect(leads(false, [...results, ...given])).toEqual(new Set(order.keys()));
    // each pass takes away what nothing that is left leads to
    let left = new Set(order.keys());
    for (let size = Infinity; left.size < size;) {
      size = left.size;
      const targets = new Set(graph.edges.filter(({ from }) => left.has(from)).map(({ to }) => to));
      left = new Set([...left].filter((id) => targets.has(id)));
    }
    expect(left.size).toBe(0);
  });

  it('is plain data that a worker can send', () => {
    expect(structuredClone(graph)).toEqual(graph);
  });

  it('lies in columns with straight state paths, and nothing on top of anything', () => {
    const { nodes, edges, width, height } = layoutOf(graph);
    const lanes = new Map<string, number>();
    for (const { node, x, y, width: w, height: h } of nodes) {
      expect([x - w / 2 >= 0, y - h / 2 >= 0, x + w / 2 <= width, y + h / 2 <= height], node.label).toEqual(
        Array(4).fill(true),
      );
      if (node.statePath === undefined) continue;
      expect(y, `${name}: ${node.label} on the path of ${node.statePath}`).toBe(
        lanes.get(node.statePath) ?? y,
      );
      lanes.set(node.statePath, y);
    }
    const apart = (a: PlacedNode, b: PlacedNode): boolean =>
      Math.abs(a.x - b.x) >= (a.width + b.width) / 2 || Math.abs(a.y - b.y) >= (a.height + b.height) / 2;
    nodes.forEach((a, i) => {
      for (const b of nodes.slice(i + 1))
        expect(apart(a, b), `${a.node.label} and ${b.node.label}`).toBe(true);
    });
    expect(edges.every(({ path }) => !path.includes('NaN'))).toBe(true);
  });
});

describe('structure, checked by hand', () => {
  it('is one node in a plain RNN', () => {
    const graph = cellGraph(rnn(sizes));
    expect(equationsOf(graph)).toEqual(['h′ = tanh(x·wx + h·wh + b)']);
    expect(pathOf(graph, 'h')).toEqual(['h', 'tanh(x·wx + h·wh + b)', 'h′']);
  });

  it('is that of the paper in an LSTM, with the memory going straight through', () => {
    const graph = cellGraph(lstm(sizes));
    expect(equationsOf(graph)).toEqual([
      'input = σ(x·wx[input] + h·wh[input] + b[input])',
      'forget = σ(x·wx[forget] + h·wh[forget] + b[forget])',
      'candidate = tanh(x·wx[candidate] + h·wh[candidate] + b[candidate])',
      'output = σ(x·wx[output] + h·wh[output] + b[output])',
      'c′ = forget ⊙ c + input ⊙ candidate',
      'h′ = output ⊙ tanh(c′)',
    ]);
    expect(pathOf(graph, 'c')).toEqual(['c', '×', '+', 'c′']);
    expect(pathOf(graph, 'h')).toEqual(['h']);
    expect(readsOf(graph, '×')).toEqual(['c, forget', 'candidate, input', 'output, tanh']);
    for (const gate of graph.gates) expect(readsOf(graph, gate)).toEqual(['h, x']);
    expect(graph.nodes.find(({ gate }) => gate === 'candidate')!.range).toEqual([-1, 1]);
    expect(graph.nodes.find(({ gate }) => gate === 'forget')!.range).toEqual([0, 1]);
    expect(graph.nodes.find(({ id }) => id === 'next-state:h')!.isOutput).toBe(true);
    const { nodes } = layoutOf(graph);
    const c = nodes.find(({ node }) => node.id === 'state:c');
    expect(nodes.every(({ node, y }) => node.statePath === 'c' || y > c!.y)).toBe(true);
  });

  it('is that of the paper in a GRU', () => {
    const graph = cellGraph(gru(sizes));
    expect(equationsOf(graph)).toEqual([
      'reset = σ(x·wx[reset] + h·wh[reset] + b[reset])',
      'update = σ(x·wx[update] + h·wh[update] + b[update])',
      'candidate = tanh(x·wx[candidate] + reset ⊙ (h·wh[candidate] + c) + b[candidate])',
      'h′ = (1 − update) ⊙ candidate + update ⊙ h',
    ]);
    expect(pathOf(graph, 'h')).toEqual(['h', '×', '+', 'h′']);
    expect(readsOf(graph, '×')).toEqual(['1 −, candidate', 'h, update', 'h·wh + c, reset']);
    expect(readsOf(graph, '1 −')).toEqual(['update']);
  });

  it('follows options: peepholes, layer norms, projections, resetting before', () => {
    const [peeping] = equationsOf(cellGraph(lstm({ ...sizes, peepholes: true })));
    expect(peeping).toBe('input = σ(x·wx[input] + h·wh[input] + c ⊙ p[input] + b[input])');
    const before = equationsOf(cellGraph(gru({ ...sizes, resetAfter: false })));
    expect(before[2]).toBe('candidate = tanh(x·wx[candidate] + (reset ⊙ h)·wh[candidate] + b[candidate])');
    const projected = equationsOf(cellGraph(lstm({ ...sizes, projectionSize: 4 })));
    expect(projected.at(-1)).toBe('h′ = (output ⊙ tanh(c′))·wp');
    const normed = cellGraph(lstm({ ...sizes, layerNorm: true }));
    expect(new Set(normed.nodes.flatMap(({ parameters }) => parameters))).toContain('sx');
  });
});

describe('cells of other kinds', () => {
  const state = { h: [3] } as const;

  it('draws a gate that is given as it is, and a state that nobody reads', () => {
    const graph = cellGraph(
      defineCell({
        kind: 'plain',
        state: () => ({ h: [3], unread: [2] }),
        params: () => ({}),
        step: ({ x, state: { h } }) => ({
          output: x,
          state: { h: x, unread: x.sliceAxis(1, 0, 2) },
          gates: { seen: x, before: h },
        }),
      })({ inputSize: 3, hiddenSize: 3 }),
    );
    expect(readsOf(graph, 'seen')).toEqual(['x']);
    expect(readsOf(graph, 'before')).toEqual(['h']);
    expect(idsOf(graph, ({ kind }) => kind === 'state')).toHaveLength(2);
    expect(layoutOf(graph).nodes).toHaveLength(graph.nodes.length);
  });

  it('draws what reads a part of a gate, and gates that are the same', () => {
    const graph = cellGraph(
      defineCell({
        kind: 'shared',
        state: () => state,
        params: () => ({ w: { shape: [3, 6], initial: 'glorotUniform' } }),
        step({ x, state: { h }, params: { w } }) {
          const both = x.matmul(w).sigmoid();
          const [keep, write] = both.split(2);
          const next = keep.mul(h).add(write);
          return { output: next, state: { h: next }, gates: { both, again: both } };
        },
      })({ inputSize: 3, hiddenSize: 3 }),
    );
    expect(equationsOf(graph)).toEqual(['both = σ(x·w)', 'h′ = both[1] ⊙ h + both[2]']);
    expect(graph.nodes.filter(({ kind }) => kind === 'gate').map(({ label }) => label)).toEqual([
      'both = again',
    ]);
  });

  it('draws time and constants', () => {
    const graph = cellGraph(
      defineCell({
        kind: 'timed',
        constants: () => ({ memory: { shape: ['places', 3], dtype: 'f32' } }),
        state: () => state,
        params: () => ({}),
        step({ x, state: { h }, delta, constants }) {
          const read = constants!['memory']!.sum(1);
          const next = h
            .mul(delta!.reshape([-1, 1]).neg().exp())
            .add(x)
            .add(read);
          return { output: next, state: { h: next } };
        },
      })({ inputSize: 3, hiddenSize: 3 }),
    );
    expect(idsOf(graph, ({ kind }) => kind === 'input').sort()).toEqual([
      'constant:memory',
      'input:x',
      'input:Δt',
    ]);
    expect(pathOf(graph, 'h')).toEqual(['h', '×', '+', '+', 'h′']);
  });

  it('says what is wrong with a step that does not fit', () => {
    const broken = defineCell({
      kind: 'broken',
      state: () => state,
      params: () => ({}),
      step: ({ x }) => ({ output: x, state: { h: x.sum(1) } }),
    });
    expect(() => cellGraph(broken({ inputSize: 3, hiddenSize: 3 }))).toThrow(/broken/);
  });
});
