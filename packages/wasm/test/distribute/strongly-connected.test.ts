import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../math/test/arbitraries.js';
import { stronglyConnected } from '../../src/distribute/strongly-connected.js';

const graphs: fc.Arbitrary<number[][]> = fc.integer({ min: 0, max: 9 }).chain((count) =>
  fc.array(fc.array(fc.nat(Math.max(0, count - 1)), { maxLength: 4 }), {
    minLength: count,
    maxLength: count,
  }),
);

/** Which nodes each node can reach, itself included. */
function reachable(edges: readonly (readonly number[])[]): Set<number>[] {
  return edges.map((_, start) => {
    const found = new Set([start]);
    for (const node of found) for (const target of edges[node]!) found.add(target);
    return found;
  });
}

describe('stronglyConnected', () => {
  it('puts nodes together that reach each other, and no others', () => {
    fc.assert(
      fc.property(graphs, (edges) => {
        const reaches = reachable(edges);
        const components = stronglyConnected(edges);
        expect(components.flat().sort((a, b) => a - b)).toEqual(edges.map((_, node) => node));
        const componentOf = new Map(
          components.flatMap((nodes, i) => nodes.map((node) => [node, i] as const)),
        );
        edges.forEach((_, a) =>
          edges.forEach((_, b) => {
            const together = reaches[a]!.has(b) && reaches[b]!.has(a);
            expect(componentOf.get(a) === componentOf.get(b)).toBe(together);
          }),
        );
      }),
      runs(500),
    );
  });

  it('puts each component behind all that it points to', () => {
    fc.assert(
      fc.property(graphs, (edges) => {
        const position = new Map(
          stronglyConnected(edges).flatMap((nodes, i) => nodes.map((node) => [node, i] as const)),
        );
        edges.forEach((targets, node) =>
          targets.forEach((target) => expect(position.get(target)).toBeLessThanOrEqual(position.get(node)!)),
        );
      }),
      runs(500),
    );
  });

  it('lists the nodes of a component in order', () => {
    expect(stronglyConnected([[2], [0], [1], [3], [3, 5], []])).toEqual([[0, 1, 2], [3], [5], [4]]);
  });

  it('follows a chain that would exhaust the stack', () => {
    const count = 200_000;
    const chain = Array.from({ length: count }, (_, node) => [(node + 1) % count]);
    expect(stronglyConnected(chain)).toHaveLength(1);
  });
});
