import { sizeOf, type Op, type Variable } from '@sluice/math';
import { isPointwise, isView } from '../operation-kinds.js';
import type { Dependences } from './dependences.js';

/** A value is large if it has more than this part of the numbers of the largest one of its loop. */
const partOfLargest = 1 / 8;

/** Operations that share a pass over memory with others. */
const shares = (op: Op): boolean => isPointwise(op) || isView(op) || op === 'sum' || op === 'max';

/**
 * Adds to a loop what works on the same large values as it does, down to what is small again: a step has them at hand, and
 * all steps together would pass them through memory once more. So a state that is a matrix is asked, and the gradients of
 * what it is made of are added up, in the pass that makes it.
 *
 * @param loop - the nodes of the loop.
 * @param loops - the nodes of all loops.
 * @param least - how many numbers a large value has at least.
 */
export function joinLoop(
  loop: readonly number[],
  loops: readonly (readonly number[])[],
  graph: Dependences,
  least: number,
): number[] {
  const { body, varies } = graph;
  const taken = new Set(loops.flat());
  const sizes = loop.flatMap((node) =>
    (body.equations[node]?.outputs ?? []).map(({ shape }) => sizeOf(shape)),
  );
  const small = partOfLargest * Math.max(...sizes);
  const isLarge = ({ shape }: Variable): boolean => sizeOf(shape) >= least && sizeOf(shape) > small;
  const candidates = body.equations.flatMap(({ op, inputs, outputs }, node) =>
    varies[node] && !taken.has(node) && shares(op) && [...inputs, ...outputs].some(isLarge) ? [node] : [],
  );
  let joined = new Set([...loop, ...candidates]);
  for (let before = Infinity; joined.size < before;) {
    before = joined.size;
    joined = reachable(loop, withoutMisfits(joined, { loop, loops, graph, isLarge }), graph, isLarge);
  }
  return [...joined].sort((a, b) => a - b);
}

interface JoinContext {
  readonly loop: readonly number[];
  readonly loops: readonly (readonly number[])[];
  readonly graph: Dependences;
  readonly isLarge: (variable: Variable) => boolean;
}

/** The nodes without those that would wait for what needs the loop, or whose large results others read. */
function withoutMisfits(
  nodes: ReadonlySet<number>,
  { loop, loops, graph, isLarge }: JoinContext,
): Set<number> {
  const { body, dependencies, readers } = graph;
  const later = dependents(nodes, loops, graph);
  const fits = (node: number): boolean =>
    !dependencies[node]!.some((target) => later.has(target)) &&
    (!body.equations[node]!.outputs.some(isLarge) || readers[node]!.every((reader) => nodes.has(reader)));
  const own = new Set(loop);
  return new Set([...nodes].filter((node) => own.has(node) || fits(node)));
}

/** What depends on some nodes and is none of them; a loop as a whole. */
function dependents(
  nodes: ReadonlySet<number>,
  loops: readonly (readonly number[])[],
  { readers }: Dependences,
): Set<number> {
  const later = new Set<number>();
  const open = [...nodes];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const reader of readers[node]!) {
      if (reader < 0 || nodes.has(reader) || later.has(reader)) continue;
      const together = loops.find((members) => members.includes(reader)) ?? [reader];
      for (const member of together) later.add(member);
      open.push(...together);
    }
  }
  return later;
}

/** The loop, and those of the nodes that are linked to it by large values that can be made and read in one pass. */
function reachable(
  loop: readonly number[],
  nodes: ReadonlySet<number>,
  { body, nodeOf }: Dependences,
  isLarge: (variable: Variable) => boolean,
): Set<number> {
  const passes = (variable: Variable): boolean => {
    const equation = body.equations[nodeOf(variable) ?? -1];
    if (!equation) return true;
    return isView(equation.op) ? passes(equation.inputs[0]!) : shares(equation.op);
  };
  const linked = new Set(loop);
  const touched = new Set<Variable>();
  const touch = (node: number): void => {
    const { inputs, outputs } = body.equations[node] ?? { inputs: [], outputs: [] };
    for (const variable of [...inputs, ...outputs])
      if (isLarge(variable) && passes(variable)) touched.add(variable);
  };
  loop.forEach(touch);
  for (let before = -1; before < linked.size;) {
    before = linked.size;
    for (const node of nodes) {
      if (linked.has(node)) continue;
      // What is only made for the loop sinks into it, or is better made for all steps at once.
      if (!body.equations[node]!.inputs.some((variable) => touched.has(variable))) continue;
      linked.add(node);
      touch(node);
    }
  }
  return linked;
}
