/**
 * Strongly connected components of a directed graph, each after all components that it points to.
 *
 * Tarjan, "Depth-first search and linear graph algorithms", 1972. Iterative, so that a long program cannot exhaust the
 * stack.
 *
 * @param edges - for each node the nodes that it depends on.
 */
export function stronglyConnected(edges: readonly (readonly number[])[]): number[][] {
  const count = edges.length;
  const order = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const open = new Uint8Array(count);
  const stack: number[] = [];
  const components: number[][] = [];
  let visited = 0;

  const enter = (node: number): { node: number; next: number } => {
    order[node] = low[node] = visited++;
    stack.push(node);
    open[node] = 1;
    return { node, next: 0 };
  };

  for (let root = 0; root < count; root++) {
    if (order[root] !== -1) continue;
    const path = [enter(root)];
    for (let frame = path.at(-1); frame; frame = path.at(-1)) {
      const { node } = frame;
      const target = edges[node]![frame.next++];
      if (target !== undefined) {
        if (order[target] === -1) path.push(enter(target));
        else if (open[target]) low[node] = Math.min(low[node]!, order[target]!);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent) low[parent.node] = Math.min(low[parent.node]!, low[node]!);
      if (low[node] === order[node]) components.push(closeComponent(node, stack, open));
    }
  }
  return components;
}

function closeComponent(root: number, stack: number[], open: Uint8Array): number[] {
  const component: number[] = [];
  for (let node = -1; node !== root;) {
    node = stack.pop()!;
    open[node] = 0;
    component.push(node);
  }
  return component.sort((a, b) => a - b);
}
