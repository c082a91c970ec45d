import type { Equation, Variable } from '@sluice/math';
import { isPointwise } from '../operation-kinds.js';
import { copy, inlineNode, temporary, viewOf, type Block } from './block.js';
import type { Cluster } from './cluster.js';
import type { Destinations } from './destinations.js';
import type { Node, Reduction } from './schedule.js';
import type { View } from './view.js';

/** Turns a cluster into one fused step; what only the cluster itself reads never reaches memory. */
export function lowerCluster(block: Block, cluster: Cluster, at: number, { direct }: Destinations): void {
  const nodes: Node[] = [];
  const stores: { node: number; view: View }[] = [];
  const reductions: Reduction[] = [];
  const copies: { source: View; view: View }[] = [];
  const nodeOf = new Map<Variable, number>();
  const add = (node: Node): number => nodes.push(node) - 1;

  const operand = (variable: Variable): number => {
    let node = nodeOf.get(variable);
    if (node === undefined) nodeOf.set(variable, (node = add(source(variable))));
    return node;
  };
  const source = (variable: Variable): Node => {
    const definition = block.clustering.definition(variable);
    const inline = definition && inlineNode(definition);
    return inline ?? { kind: 'load', view: spread(viewOf(block, variable), cluster.space) };
  };

  overwrittenInputs(block, cluster, direct).forEach(operand);
  for (const equation of cluster.equations) {
    const operands = equation.inputs.map(operand);
    const [output] = equation.outputs as [Variable];
    const places = direct.get(output) ?? [];
    if (equation.op === 'sum' || equation.op === 'max') {
      const target = places[0] ?? temporary(output, equation.op);
      block.views.set(output, target);
      reductions.push(reduction(equation, operands[0]!, target));
      copies.push(...places.slice(1).map((view) => ({ source: target, view })));
      continue;
    }
    nodeOf.set(output, add(compute(equation, operands)));
    if (places.length === 0 && !isReadOutside(block, at, output)) continue;
    const written = places.length > 0 ? places : [temporary(output, equation.op)];
    block.views.set(output, written[0]!);
    stores.push(...written.map((view) => ({ node: nodeOf.get(output)!, view })));
  }
  block.steps.push({ kind: 'fused', space: cluster.space, nodes, stores, reductions });
  for (const { source: from, view } of copies) copy(block, from, view);
}

/** Inputs of the block in whose place the cluster writes: each element must be read before, whoever reads it. */
function overwrittenInputs(
  { program, views }: Block,
  { equations }: Cluster,
  direct: Destinations['direct'],
): Variable[] {
  const written = new Set(
    equations
      .flatMap(({ outputs }) => outputs.flatMap((output) => direct.get(output) ?? []))
      .map(({ storage }) => storage),
  );
  const read = new Set(equations.flatMap(({ inputs }) => inputs));
  return program.inputs.filter((input) => read.has(input) && written.has(views.get(input)!.storage));
}

/** A view over the leading axes of a space, repeated over the rest: how keys lie beside the numbers drawn from them. */
const spread = (view: View, space: readonly number[]): View => ({
  ...view,
  shape: space,
  strides: space.map((_, axis) => view.strides[axis] ?? 0),
});

function compute(equation: Equation, operands: number[]): Node {
  const { op, outputs } = equation;
  if (op === 'random') return { kind: 'random', operands, drawn: equation.attributes.shape.length };
  if (!isPointwise(op)) throw new Error(`${op} cannot be fused.`);
  return { kind: 'compute', op, operands, dtype: outputs[0]!.dtype };
}

function reduction(
  { op, attributes: { axes }, outputs }: Equation<'sum' | 'max'>,
  node: number,
  target: View,
): Reduction {
  const [start, end] = [axes[0] ?? 0, (axes.at(-1) ?? -1) + 1];
  if (axes.length !== end - start) {
    throw new Error(
      `A reduction over axes [${axes.join(', ')}] must be simplified to one run of axes before.`,
    );
  }
  return { op, dtype: outputs[0]!.dtype, node, start, end, target };
}

/** Whether a unit other than `at` reads a variable, or it is looked at in another way than element by element. */
const isReadOutside = ({ clustering, program }: Block, at: number, variable: Variable): boolean =>
  clustering.readsOf(variable).some((read) => read.at !== at || read.input !== variable) ||
  program.outputs.some((output) => clustering.root(output) === variable);
