import { sameShape, type Variable } from '@sluice/math';
import { temporary, type Block } from './block.js';
import type { Clustering, Unit } from './cluster.js';
import { lastCheck } from './last-check.js';
import { isContiguous, reshapeView, sliceAxisView, type View } from './view.js';

/** A place that a variable's value must be in when a block is done. */
export interface Wanted {
  readonly variable: Variable;
  readonly view: View;
  /** The block's input that is kept in the same place: it must not be overwritten while somebody still reads it. */
  readonly replaces?: Variable;
}

/** Where the units of a block write their results. */
export interface Destinations {
  /** Places to write a variable to as it is computed; the first is where others read it. */
  readonly direct: ReadonlyMap<Variable, readonly View[]>;
  /** Parts of each concatenation that must be copied into it, by its result. */
  readonly parts: ReadonlyMap<Variable, readonly Wanted[]>;
  /** What remains to be copied at the end. */
  readonly deferred: readonly Wanted[];
}

/**
 * Decides who writes where, backwards from what is wanted: results go straight to their place in a stack of outputs, in a
 * carry or in a concatenation, wherever nobody is in the way.
 */
export function findDestinations(block: Block, wanted: readonly Wanted[]): Destinations {
  const { units } = block.clustering;
  const direct = new Map<Variable, View[]>();
  const parts = new Map<Variable, Wanted[]>();
  const deferred: Wanted[] = [];
  const wantedRoots = new Set(wanted.map(({ variable }) => block.clustering.root(variable)));
  const assign = (request: Wanted, before: number): boolean => {
    const { variable, view } = throughReshapes(block, request);
    const at = block.clustering.unitOf(variable);
    if (at < 0 || at >= before || block.clustering.root(variable) !== variable) return false;
    if (isLiteral(block, at) || (request.replaces && !mayOverwrite(block, request, at, wantedRoots)))
      return false;
    const views = direct.get(variable);
    if (views) views.push(view);
    else direct.set(variable, [view]);
    return true;
  };

  for (const request of wanted) if (!assign(request, units.length)) deferred.push(request);
  for (let at = units.length - 1; at >= 0; at--) {
    const unit = units[at]!;
    if (unit.kind !== 'single' || unit.equation.op !== 'concat') continue;
    const { inputs, outputs, attributes } = unit.equation;
    const [result] = outputs as [Variable];
    if (!direct.has(result)) direct.set(result, [temporary(result, 'concat')]);
    const whole = direct.get(result)![0]!;
    let start = 0;
    const copied: Wanted[] = [];
    for (const variable of inputs) {
      const end = start + variable.shape[attributes.axis]!;
      const request = { variable, view: sliceAxisView(whole, attributes.axis, start, end) };
      if (!assign(request, at)) copied.push(request);
      start = end;
    }
    parts.set(result, copied);
  }
  return { direct, parts, deferred };
}

const isLiteral = ({ clustering }: Block, at: number): boolean => {
  const unit = clustering.units[at]!;
  return unit.kind === 'single' && unit.equation.op === 'literal';
};

/** A reshape of a result can be written by whoever computes the result. */
function throughReshapes(
  { clustering }: Block,
  { variable, view }: Wanted,
): { variable: Variable; view: View } {
  for (;;) {
    const equation = clustering.definition(variable);
    if (equation?.op !== 'reshape' || !isContiguous(view)) return { variable, view };
    variable = equation.inputs[0]!;
    view = reshapeView(view, variable.shape)!;
  }
}

/** Whether unit `at` may write over an input: all others have read it by then, and it reads each element before writing. */
function mayOverwrite(
  { program, clustering, parent }: Block,
  { replaces }: Wanted,
  at: number,
  wantedRoots: ReadonlySet<Variable>,
): boolean {
  // A run that ends early must not have updated anything.
  if (!parent && at < lastCheck(clustering)) return false;
  if (!replaces || wantedRoots.has(replaces) || !program.inputs.includes(replaces)) return false;
  const writer = clustering.units[at]!;
  if (writer.kind === 'single' && ['concat', 'scan', 'pad'].includes(writer.equation.op)) return false;
  const readsFirst = readsElementsFirst(writer, replaces, clustering.root);
  return clustering
    .readsOf(replaces)
    .every((read) => read.at < at || (read.at === at && readsFirst && read.input === replaces));
}

/** Whether a unit that reads a variable as it is reads each of its elements before it writes that element of the result. */
function readsElementsFirst(unit: Unit, variable: Variable, root: Clustering['root']): boolean {
  // What a reduction makes has another shape, so that what is written there is pointwise.
  if (unit.kind === 'cluster') return sameShape(variable.shape, unit.space);
  // A product adds what it starts from at the end; an operand that lies there would be overwritten while it is needed.
  return unit.sum?.other === variable && !unit.equation.inputs.some((input) => root(input) === variable);
}
