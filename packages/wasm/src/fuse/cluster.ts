import {
  sameShape,
  sizeOf,
  type Equation,
  type Op,
  type Program,
  type Shape,
  type Variable,
} from '@sluice/math';
import { isInline, isPointwise, isView } from '../operation-kinds.js';

/** Equations that become one fused loop over `space`. */
export interface Cluster {
  readonly kind: 'cluster';
  readonly space: Shape;
  readonly equations: Equation[];
  /** The axes that its reductions run over, once it has one. */
  reduced?: readonly number[];
}

/** An equation with a kernel of its own. */
export interface Single {
  readonly kind: 'single';
  readonly equation: Equation;
}

/** One piece of work of a block, in an order in which each finds what it reads. */
export type Unit = Cluster | Single;

export interface Clustering {
  readonly units: readonly Unit[];
  /** The equation that defines a variable. */
  definition(variable: Variable): Equation | undefined;
  /** The variable whose memory a variable looks at: itself, unless it is a view. */
  root(variable: Variable): Variable;
  /** The unit that writes a root variable; −1 for inputs of the block and inline sources. */
  unitOf(root: Variable): number;
}

/**
 * Puts pointwise operations and reductions of the same space together, where one reads what the other computes or both
 * read the same large value, so that each group passes over memory once.
 */
export function cluster({ equations }: Program): Clustering {
  const definitions = new Map<Variable, Equation>();
  const roots = new Map<Variable, Variable>();
  const unitOfRoot = new Map<Variable, number>();
  const units: Unit[] = [];
  const root = (variable: Variable): Variable => roots.get(variable) ?? variable;
  const unitOf = (variable: Variable): number => unitOfRoot.get(variable) ?? -1;

  for (const equation of equations) {
    for (const output of equation.outputs) definitions.set(output, equation);
    if (isInline(equation.op)) continue;
    if (isView(equation.op)) {
      for (const output of equation.outputs) roots.set(output, root(equation.inputs[0]!));
      continue;
    }
    const at = fuses(equation)
      ? place(equation, units, { root, unitOf })
      : units.push({ kind: 'single', equation }) - 1;
    for (const output of equation.outputs) unitOfRoot.set(output, at);
  }
  return { units, definition: (variable) => definitions.get(variable), root, unitOf };
}

const isReduction = (op: Op): op is 'sum' | 'max' => op === 'sum' || op === 'max';

const fuses = ({ op }: Equation): boolean => isPointwise(op) || isReduction(op) || op === 'random';

/** The shape that a fused loop for this equation runs over. */
const spaceOf = ({ op, inputs, outputs }: Equation): Shape =>
  (isReduction(op) ? inputs[0]! : outputs[0]!).shape;

/** Finds a cluster that an equation may join, or opens one; returns its position. */
function place(
  equation: Equation,
  units: Unit[],
  { root, unitOf }: Pick<Clustering, 'root' | 'unitOf'>,
): number {
  const space = spaceOf(equation);
  const aligned = (variable: Variable): boolean =>
    root(variable) === variable && sameShape(variable.shape, space);
  let earliest = 0;
  for (const input of equation.inputs) {
    const at = unitOf(root(input));
    const unit = units[at];
    const joins = unit?.kind === 'cluster' && aligned(input) && isElementOf(unit, input);
    earliest = Math.max(earliest, joins ? at : at + 1);
  }
  for (let at = units.length - 1; at >= earliest; at--) {
    const unit = units[at]!;
    if (unit.kind === 'cluster' && accepts(unit, equation, space, root)) {
      unit.equations.push(equation);
      if (isReduction(equation.op)) unit.reduced = (equation as Equation<'sum'>).attributes.axes;
      return at;
    }
  }
  const opened: Cluster = { kind: 'cluster', space, equations: [equation] };
  if (isReduction(equation.op)) opened.reduced = (equation as Equation<'sum'>).attributes.axes;
  return units.push(opened) - 1;
}

/** Whether a cluster computes a variable element by element, not as the result of a reduction. */
const isElementOf = (cluster: Cluster, variable: Variable): boolean =>
  cluster.equations.some(({ op, outputs }) => outputs.includes(variable) && !isReduction(op));

function accepts(
  cluster: Cluster,
  equation: Equation,
  space: Shape,
  root: (variable: Variable) => Variable,
): boolean {
  if (!sameShape(cluster.space, space)) return false;
  if (
    isReduction(equation.op) &&
    cluster.reduced &&
    !sameShape(cluster.reduced, (equation as Equation<'sum'>).attributes.axes)
  ) {
    return false;
  }
  const touched = new Set<Variable>();
  for (const { inputs, outputs } of cluster.equations)
    for (const v of [...inputs, ...outputs]) touched.add(root(v));
  const large = sizeOf(space);
  return equation.inputs.some((input) => {
    const read = root(input);
    return touched.has(read) && (sizeOf(read.shape) >= large || large === 1);
  });
}
