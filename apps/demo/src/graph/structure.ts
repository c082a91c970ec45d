import type { Expression } from './expression.js';

/** A node of the picture: an expression with everything that is written into it rather than drawn beside it. */
export interface Draft {
  readonly expression: Expression;
  /** What it reads of other nodes, and whether that goes into it number by number rather than through a product with weights. */
  readonly reads: ReadonlyMap<Expression, { readonly isDirect: boolean }>;
  /** Parameters that are written into it. */
  readonly parameters: ReadonlySet<string>;
  /** Whether anything is written into it beside its operation. */
  readonly isPlain: boolean;
}

/**
 * Cuts formulas into nodes. Sums of products with weights are written into whoever reads them, so that a gate is one node, and
 * so are chains of functions of one value. What has a name, what several read, and what multiplies two values is a node.
 *
 * @param outputs - what has to be a node: gates, next states and the output.
 * @returns nodes in the order in which they are computed.
 */
export function draftNodes(outputs: ReadonlySet<Expression>): Draft[] {
  const uses = countUses(outputs);
  const isNode = (e: Expression): boolean =>
    !isTransparent(e) && (outputs.has(e) || (!e.isFixed && e.op !== 'leaf' && uses.get(e)! > 1));

  /** What is a linear function of its values: a product with weights, or a sum of such. */
  const isAffine = (e: Expression): boolean => {
    if (e.isFixed || e.op === 'leaf' || isTransparent(e) || isNode(e)) return false;
    if (e.op === 'matmul') return e.inputs.some((input) => input.isFixed);
    if (e.op === 'mul' || e.op === 'div') {
      const [value] = e.inputs.filter((input) => !input.isFixed) as [Expression];
      return e.inputs.some((input) => input.isFixed) && (isReference(value) || isAffine(value));
    }
    return isSum(e) && e.inputs.some((input) => isAffine(input));
  };
  const isReference = (e: Expression): boolean => e.op === 'leaf' || isTransparent(e) || isNode(e);

  function isWrittenInto(parent: Expression, child: Expression): boolean {
    if (child.isFixed) return true;
    if (isNode(child) || child.op === 'leaf') return false;
    if (comparisons.has(child.op)) return parent.op === 'select';
    if (isSum(parent) && parent.inputs.every((input) => !input.isFixed)) return isAffine(child);
    if (parent.op === 'matmul')
      return parent.inputs.some((input) => input.isFixed) && (isAffine(child) || isMix(child));
    return (
      values(parent).length === 1 &&
      (isAffine(child) || (values(child).length === 1 && child.op !== 'matmul'))
    );
  }

  /** A sum of scaled values, such as `μ ⊙ x + (1 − μ) ⊙ p`. */
  const isMix = (e: Expression): boolean =>
    isSum(e) && e.inputs.every((input) => isReference(input) || isAffine(input));

  function draft(expression: Expression): Draft {
    const reads = new Map<Expression, { isDirect: boolean }>();
    const parameters = new Set<string>();
    let isPlain = true;
    const visit = (e: Expression, isDirect: boolean): void => {
      if (e.op === 'leaf' && e.leaf!.kind === 'parameter') parameters.add(e.leaf!.name);
      e.inputs.forEach((input, i) => {
        const goesDirect = isDirect && elementwise.has(e.op) && !(e.op === 'select' && i === 0);
        const target = isTransparent(input) ? source(input) : input;
        if (isWrittenInto(e, input)) {
          isPlain &&= input.op === 'number' && values(e).length <= 1;
          visit(input, goesDirect);
        } else {
          reads.set(target, { isDirect: goesDirect || (reads.get(target)?.isDirect ?? false) });
          found.add(target);
        }
      });
    };
    visit(expression, true);
    return { expression, reads, parameters, isPlain };
  }

  const found = new Set<Expression>(outputs);
  const drafts: Draft[] = [];
  // A set that grows while it is gone through is gone through to its end.
  for (const e of found) if (e.op !== 'leaf') drafts.push(draft(e));
  return drafts.sort((a, b) => a.expression.id - b.expression.id);
}

/** Values that it reads which are not the same in every step. */
const values = (e: Expression): Expression[] => e.inputs.filter((input) => !input.isFixed);

const isSum = ({ op }: Expression): boolean => op === 'add' || op === 'sub' || op === 'neg';

/** A part, or a turned matrix, of what is a node itself: whoever reads it reads that. */
function isTransparent(e: Expression): boolean {
  return (e.op === 'part' || e.op === 'transpose') && !e.isFixed;
}

const source = (e: Expression): Expression => (isTransparent(e) ? source(e.inputs[0]!) : e);

const comparisons: ReadonlySet<string> = new Set(['less', 'lessEqual', 'equal', 'notEqual']);

/** Operations through which a state goes on as itself: scaled, added to, chosen. */
const elementwise: ReadonlySet<string> = new Set([
  'add',
  'sub',
  'mul',
  'div',
  'neg',
  'select',
  'maximum',
  'minimum',
]);

/** How often each expression is read, counting what comes out as read. */
function countUses(outputs: ReadonlySet<Expression>): Map<Expression, number> {
  const uses = new Map<Expression, number>();
  const visit = (e: Expression): void => {
    const before = uses.get(e) ?? 0;
    uses.set(e, before + 1);
    if (before === 0) e.inputs.forEach((input) => visit(isTransparent(input) ? source(input) : input));
  };
  outputs.forEach(visit);
  return uses;
}
