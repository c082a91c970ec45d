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
import { countReaders, productOf, type Context } from '../product-terms.js';

/** Equations that become one fused loop over `space`. */
export interface Cluster {
  readonly kind: 'cluster';
  readonly space: Shape;
  readonly equations: Equation[];
}

/** An equation with a kernel of its own. */
export interface Single {
  readonly kind: 'single';
  readonly equation: Equation;
  /** The sum that a product computes by starting from the other term. */
  readonly sum?: Sum;
}

/** A sum of a product and something else. */
export interface Sum {
  readonly equation: Equation;
  readonly other: Variable;
}

/** One piece of work of a block, in an order in which each finds what it reads. */
export type Unit = Cluster | Single;

export interface Clustering {
  readonly units: readonly Unit[];
  /** The equation that defines a variable. */
  readonly definition: (variable: Variable) => Equation | undefined;
  /** The variable whose memory a variable looks at: itself, unless it is a view. */
  readonly root: (variable: Variable) => Variable;
  /** The unit that writes a root variable; −1 for inputs of the block and inline sources. */
  readonly unitOf: (root: Variable) => number;
  /** Who reads a root variable's memory. */
  readonly readsOf: (root: Variable) => readonly Read[];
}

/** A unit that reads memory, and the variable by which it does. */
export interface Read {
  readonly at: number;
  readonly input: Variable;
}

/** The equations that a unit computes. */
export const equationsOf = (unit: Unit): readonly Equation[] =>
  unit.kind === 'cluster' ? unit.equations : [unit.equation, ...(unit.sum ? [unit.sum.equation] : [])];

/** A clustering while it grows. */
interface Growing {
  readonly units: Unit[];
  readonly unitOfRoot: Map<Variable, number>;
  readonly root: (variable: Variable) => Variable;
  /** The memory that each cluster reads or writes. */
  readonly touched: Map<Cluster, Set<Variable>>;
}

/**
 * Puts pointwise operations and reductions of the same space together, where one reads what the other computes or both
 * read the same large value, so that each group passes over memory once. A sum with a product that nobody else reads joins
 * the product.
 */
export function cluster(program: Program): Clustering {
  const { equations } = program;
  const counts = countReaders(program);
  const definitions = new Map<Variable, Equation>();
  const roots = new Map<Variable, Variable>();
  const root = (variable: Variable): Variable => roots.get(variable) ?? variable;
  const growing: Growing = { units: [], unitOfRoot: new Map(), root, touched: new Map() };
  const context: Context = {
    definition: (variable) => definitions.get(variable),
    readers: (variable) => counts.get(variable) ?? 0,
  };

  for (const equation of equations) {
    for (const output of equation.outputs) definitions.set(output, equation);
    if (isInline(equation.op)) continue;
    if (isView(equation.op)) {
      for (const output of equation.outputs) roots.set(output, root(equation.inputs[0]!));
      continue;
    }
    const sum = findSum(equation, context);
    const at = sum
      ? startProduct(sum.product, { equation, other: sum.other }, growing)
      : fuses(equation)
        ? place(equation, growing)
        : growing.units.push({ kind: 'single', equation }) - 1;
    for (const output of equation.outputs) growing.unitOfRoot.set(output, at);
  }
  return {
    units: growing.units,
    definition: (variable) => definitions.get(variable),
    root,
    unitOf: (variable) => growing.unitOfRoot.get(variable) ?? -1,
    readsOf: findReads(growing),
  };
}

function findReads({ units, root }: Growing): Clustering['readsOf'] {
  const reads = new Map<Variable, Read[]>();
  units.forEach((unit, at) => {
    for (const input of equationsOf(unit).flatMap(({ inputs }) => inputs)) {
      const known = reads.get(root(input));
      if (known) known.push({ at, input });
      else reads.set(root(input), [{ at, input }]);
    }
  });
  return (variable) => reads.get(variable) ?? [];
}

/** The product that a sum can join, and the other term of the sum. */
function findSum(
  { op, inputs }: Equation,
  context: Context,
): { readonly product: Equation; readonly other: Variable } | undefined {
  if (op !== 'add') return undefined;
  // The later of two products starts from the earlier one: that is the second term of an ordered sum.
  for (const [term, other] of [[...inputs].reverse(), inputs] as [Variable, Variable][]) {
    const product = productOf(term, context);
    if (product) return { product, other };
  }
  return undefined;
}

/** Moves a product to where its sum is, where the other term is known. */
function startProduct(equation: Equation, sum: Sum, { units, unitOfRoot }: Growing): number {
  units[unitOfRoot.get(equation.outputs[0]!)!] = { kind: 'cluster', space: [], equations: [] };
  const at = units.push({ kind: 'single', equation, sum }) - 1;
  unitOfRoot.set(equation.outputs[0]!, at);
  return at;
}

const isReduction = (op: Op): op is 'sum' | 'max' => op === 'sum' || op === 'max';

const fuses = ({ op }: Equation): boolean => isPointwise(op) || isReduction(op) || op === 'random';

/** The shape that a fused loop for this equation runs over. */
const spaceOf = ({ op, inputs, outputs }: Equation): Shape =>
  (isReduction(op) ? inputs[0]! : outputs[0]!).shape;

/** Puts an equation into the last cluster that it may join, or opens one; returns its position. */
function place(equation: Equation, growing: Growing): number {
  const { units, unitOfRoot, root, touched } = growing;
  const space = spaceOf(equation);
  const producers = equation.inputs.map((input) => {
    const at = unitOfRoot.get(root(input)) ?? -1;
    return { at, joins: computesElements(units[at], space, input) };
  });
  const earliest = Math.max(0, ...producers.map(({ at, joins }) => (joins ? at : at + 1)));
  let at = units.length - 1;
  while (at >= earliest && !accepts(units[at]!, equation, growing)) at--;
  if (at < earliest) at = units.push({ kind: 'cluster', space, equations: [] }) - 1;
  const target = units[at] as Cluster;
  for (const producer of producers)
    if (producer.joins && producer.at < at) merge(producer.at, at, equation, growing);
  target.equations.push(equation);
  const memory = touched.get(target) ?? new Set();
  touched.set(target, memory);
  for (const variable of [...equation.inputs, ...equation.outputs]) memory.add(root(variable));
  return at;
}

/** Whether a unit is a cluster over this space that computes a variable element by element, not as a reduction. */
const computesElements = (unit: Unit | undefined, space: Shape, variable: Variable): boolean =>
  unit?.kind === 'cluster' &&
  sameShape(unit.space, space) &&
  unit.equations.some(({ op, outputs }) => outputs.includes(variable) && !isReduction(op));

function accepts(unit: Unit, equation: Equation, { root, touched }: Growing): boolean {
  const space = spaceOf(equation);
  if (unit.kind !== 'cluster' || !sameShape(unit.space, space)) return false;
  const [memory, large] = [touched.get(unit), sizeOf(space)];
  return equation.inputs.map(root).some((read) => memory?.has(read) && sizeOf(read.shape) >= large);
}

/** Moves a cluster's equations in front of those of a later one that `joining` is put into, unless somebody waits for them. */
function merge(
  from: number,
  to: number,
  joining: Equation,
  { units, unitOfRoot, root, touched }: Growing,
): void {
  const [source, target] = [units[from] as Cluster, units[to] as Cluster];
  const waits = (equations: readonly Equation[], within: boolean): boolean =>
    equations.some(({ inputs }) =>
      inputs.some(
        (input) =>
          unitOfRoot.get(root(input)) === from && !(within && computesElements(source, target.space, input)),
      ),
    );
  for (let at = from + 1; at < to; at++) if (waits(equationsOf(units[at]!), false)) return;
  if (waits([...target.equations, joining], true)) return;
  for (const { outputs } of source.equations) for (const output of outputs) unitOfRoot.set(output, to);
  target.equations.unshift(...source.equations.splice(0));
  for (const variable of touched.get(source) ?? []) touched.get(target)?.add(variable);
  touched.delete(source);
}
