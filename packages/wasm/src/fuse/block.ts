import type { Equation, Program, Variable } from '@sluice/math';
import { isInline } from '../operation-kinds.js';
import { cluster, type Clustering } from './cluster.js';
import type { Node, Step } from './schedule.js';
import {
  broadcastView,
  isContiguous,
  reshapeView,
  reverseView,
  sliceAxisView,
  sliceView,
  transposeView,
  wholeView,
  type Storage,
  type View,
} from './view.js';

/** A program or the body of a loop while it is lowered to steps. */
export interface Block {
  readonly program: Program;
  readonly clustering: Clustering;
  readonly steps: Step[];
  /** Where variables that are in memory can be read. */
  readonly views: Map<Variable, View>;
  /** Right operands of products that are in panels already. */
  readonly panels: Panels[];
  readonly parent: Block | undefined;
  /** The inputs that are the same in every step of the loop, and the parent's variables that they stand for. */
  readonly constants: ReadonlyMap<Variable, Variable>;
}

/** A variable's elements as the right operand of a product. */
export interface Panels {
  readonly root: Variable;
  readonly storage: Storage;
  /** How the storage was looked at, and how wide the panels are. */
  readonly key: string;
  readonly target: Storage;
}

export function createBlock(
  program: Program,
  inputs: readonly View[],
  parent?: Block,
  constants: ReadonlyMap<Variable, Variable> = new Map(),
): Block {
  const views = new Map(program.inputs.map((variable, i) => [variable, inputs[i]!]));
  return { program, clustering: cluster(program), steps: [], views, panels: [], parent, constants };
}

/** A new storage, contiguous, for one value. */
export function temporary({ shape, dtype }: Variable, label: string): View {
  const storage: Storage = { dtype, size: shape.reduce((size, extent) => size * extent, 1), label };
  return wholeView(storage, shape);
}

/** Adds a step that copies one view to another of the same shape. */
export function copy(block: Block, source: View, target: View): void {
  block.steps.push(makeStep({ kind: 'load', view: source }, target));
}

/** Writes a variable's value to a place; what is cheap to make is made there. */
export function write(block: Block, variable: Variable, target: View): void {
  const definition = block.clustering.definition(variable);
  const node = block.views.has(variable) || !definition ? undefined : inlineNode(definition);
  if (!node) copy(block, viewOf(block, variable), target);
  else block.steps.push(makeStep(node, target));
}

/** A step that makes the elements of a place, each for itself. */
export const makeStep = (node: Node, target: View): Step => ({
  kind: 'fused',
  space: target.shape,
  nodes: [node],
  stores: [{ node: 0, view: target }],
  reductions: [],
});

/** Where a variable can be read; puts it into memory, here and now, where it is not. */
export function viewOf(block: Block, variable: Variable): View {
  let view = block.views.get(variable);
  if (!view) block.views.set(variable, (view = makeView(block, variable)));
  return view;
}

function makeView(block: Block, variable: Variable): View {
  const equation = block.clustering.definition(variable)!;
  if (isInline(equation.op)) return materialise(block, equation);
  const source = viewOf(block, equation.inputs[0]!);
  switch (equation.op) {
    case 'reshape':
      return (
        reshapeView(source, equation.attributes.shape) ??
        reshapeView(dense(block, source), equation.attributes.shape)!
      );
    case 'transpose':
      return transposeView(source, equation.attributes.permutation);
    case 'slice':
      return sliceView(source, equation.attributes.starts, equation.attributes.ends);
    case 'broadcast':
      return broadcastView(source, equation.attributes.shape);
    case 'reverse':
      return reverseView(source, equation.attributes.axes);
    case 'stopGradient':
      return source;
    case 'split': {
      const { axis, sizes } = equation.attributes;
      const part = equation.outputs.indexOf(variable);
      const start = sizes.slice(0, part).reduce((sum, size) => sum + size, 0);
      return sliceAxisView(source, axis, start, start + sizes[part]!);
    }
    default:
      throw new Error(`${equation.op} was read before it was computed.`);
  }
}

/** The same elements without gaps, copied if need be. */
export function dense(block: Block, view: View): View {
  if (isContiguous(view)) return view;
  const target = temporary({ shape: view.shape, dtype: view.storage.dtype }, 'copy');
  copy(block, view, target);
  return target;
}

/** The node that computes an inline source; its shape is the space of the loop that it stands in. */
export function inlineNode(equation: Equation): Node | undefined {
  if (equation.op === 'fill')
    return { kind: 'constant', value: equation.attributes.value, dtype: equation.attributes.dtype };
  if (equation.op === 'iota') return { kind: 'index', axis: equation.attributes.axis };
  return undefined;
}

function materialise(block: Block, equation: Equation): View {
  const [output] = equation.outputs as [Variable];
  const target = temporary(output, equation.op);
  block.steps.push(makeStep(inlineNode(equation)!, target));
  return target;
}
