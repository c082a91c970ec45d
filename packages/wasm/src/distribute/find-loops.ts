import type { Attributes, Equation, Op, Program, Variable } from '@sluice/math';
import { addsProduct, type Context } from '../product-terms.js';
import { findDependences, type Dependences } from './dependences.js';
import { joinLoop } from './join-loop.js';
import { stronglyConnected } from './strongly-connected.js';

/** A cycle of the dependence graph: equations and carries that need each other from step to step. */
export interface LoopPart {
  readonly kind: 'loop';
  readonly equations: readonly Equation[];
  readonly carries: readonly number[];
  /** Variables of the loop that others read. */
  readonly returned: readonly Variable[];
}

/** A running sum that nobody reads before the end. */
export interface SumPart {
  readonly kind: 'sum';
  readonly carry: number;
  readonly terms: readonly Variable[];
}

/** One piece of a distributed loop. */
export type Part =
  | LoopPart
  | SumPart
  /** Computed for all steps at once. */
  | { readonly kind: 'equation'; readonly equation: Equation }
  /** A carry that no step changes. */
  | { readonly kind: 'unchanged'; readonly carry: number }
  /** A carry that hands on what does not depend on it. */
  | { readonly kind: 'delay'; readonly carry: number };

/** Operations so cheap that a loop which alone reads their results computes them itself, step by step. */
// prettier-ignore
const sinkable: ReadonlySet<Op> = new Set<Op>([
  'neg', 'abs', 'sign', 'square', 'reciprocal', 'sqrt', 'exp', 'log', 'tanh', 'sigmoid', 'relu', 'softplus',
  'add', 'sub', 'mul', 'div', 'maximum', 'minimum', 'less', 'lessEqual', 'equal', 'notEqual', 'select', 'convert',
  'stopGradient', 'reshape', 'transpose', 'slice', 'split', 'broadcast', 'reverse', 'random',
]);

/** Cuts a loop's body into parts, each behind the parts that it reads. */
export function findLoops(body: Program, attributes: Attributes['scan'], leastLarge: number): Part[] {
  const graph = findDependences(body, attributes);
  const cycles = stronglyConnected(graph.dependencies).filter((nodes) => nodes.length > 1);
  const sums = new Map(cycles.map((nodes) => [nodes, findSum(nodes, graph)] as const));
  const added = cycles.filter((nodes) => sums.get(nodes));
  const loops = cycles.filter((nodes) => !sums.get(nodes)).map((nodes) => sink(nodes, graph));
  loops.forEach((nodes, i) => {
    loops[i] = sink(joinLoop(nodes, [...loops, ...added], graph, leastLarge), graph);
  });
  return inOrder([...loops, ...added], graph).map((nodes): Part => {
    const sum = sums.get(nodes);
    if (sum) return sum;
    if (loops.includes(nodes)) return toLoop(nodes, graph);
    const node = nodes[0]!;
    const carry = graph.carryOf(node);
    if (carry === undefined) return { kind: 'equation', equation: body.equations[node]! };
    return { kind: graph.dependencies[node]!.includes(node) ? 'unchanged' : 'delay', carry };
  });
}

/** A cycle that only adds to one carry, whose value in between nobody sees. */
function findSum(
  nodes: readonly number[],
  { body, carryOf, nodeOf, readers }: Dependences,
): SumPart | undefined {
  const carries = nodes.filter((node) => carryOf(node) !== undefined);
  const equations = nodes.filter((node) => carryOf(node) === undefined).map((node) => body.equations[node]!);
  const inside = (variable: Variable): boolean => nodes.includes(nodeOf(variable) ?? -1);
  const onlyAdds = equations.every(({ op, inputs }) => op === 'add' && inputs.filter(inside).length === 1);
  const unseen = nodes.every((node) => readers[node]!.length === 1);
  if (carries.length !== 1 || !onlyAdds || !unseen) return undefined;
  const terms = equations.flatMap(({ inputs }) => inputs.filter((input) => !inside(input)));
  return { kind: 'sum', carry: carryOf(carries[0]!)!, terms };
}

/**
 * Adds to a cycle the cheap equations before it that it alone reads: better computed there than kept for every step. A sum
 * with a product stays out, since the product computes it.
 */
function sink(cycle: readonly number[], graph: Dependences): number[] {
  const { body, readers, varies, nodeOf } = graph;
  const loop = new Set(cycle);
  const context: Context = {
    definition: (variable) => body.equations[nodeOf(variable) ?? -1],
    readers: (variable) => readers[nodeOf(variable) ?? -1]?.length ?? 0,
  };
  for (let node = body.equations.length - 1; node >= 0; node--) {
    const equation = body.equations[node]!;
    const sinks = sinkable.has(equation.op) && varies[node] && readers[node]!.length > 0;
    if (sinks && !addsProduct(equation, context) && readers[node]!.every((reader) => loop.has(reader)))
      loop.add(node);
  }
  return [...loop].sort((a, b) => a - b);
}

/** The given groups of nodes, and each remaining node by itself, in an order in which each finds what it reads. */
function inOrder(groups: readonly number[][], { dependencies }: Dependences): number[][] {
  const grouped = new Set(groups.flat());
  const all = [...groups, ...dependencies.map((_, node) => [node]).filter(([node]) => !grouped.has(node!))];
  const groupOf = new Map(all.flatMap((nodes, group) => nodes.map((node) => [node, group] as const)));
  const edges = all.map((nodes, group) =>
    [...new Set(nodes.flatMap((node) => dependencies[node]!.map((target) => groupOf.get(target)!)))].filter(
      (target) => target !== group,
    ),
  );
  return stronglyConnected(edges).map(([group]) => all[group!]!);
}

function toLoop(nodes: readonly number[], { body, carryInputs, carryOf }: Dependences): LoopPart {
  const inside = new Set(nodes);
  const carries = nodes.map(carryOf).filter((carry) => carry !== undefined);
  const equations = body.equations.filter((_, node) => inside.has(node));
  const readOutside = new Set<Variable>([
    ...body.equations.filter((_, node) => !inside.has(node)).flatMap(({ inputs }) => inputs),
    ...body.outputs.filter((_, i) => i >= carryInputs.length || !carries.includes(i)),
  ]);
  const own = [
    ...carries.map((carry) => carryInputs[carry]!),
    ...equations.flatMap(({ outputs }) => outputs),
  ];
  return { kind: 'loop', equations, carries, returned: own.filter((variable) => readOutside.has(variable)) };
}
